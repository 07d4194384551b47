import { documentOf, errorOf } from '../support/answer.js';
import { BACKENDS, completion, createUpload, uploadPart, useGateway } from '../support/http-subject.js';
import {
  inDays,
  makeBucket,
  putVersion,
  setObjectLock,
  setVersioning,
  withMd5,
} from '../support/locked-bucket.js';

const DAY = 86_400_000;
const PROTECTED = {
  status: 403,
  Code: 'AccessDenied',
  Message: 'Access Denied because object protected by object lock.',
};
const BYPASS = { 'x-amz-bypass-governance-retention': 'true' };
const until = inDays(5);
const COMPLIANCE = {
  'x-amz-object-lock-mode': 'COMPLIANCE',
  'x-amz-object-lock-retain-until-date': until,
};
const GOVERNANCE = { ...COMPLIANCE, 'x-amz-object-lock-mode': 'GOVERNANCE' };
const HOLD = { 'x-amz-object-lock-legal-hold': 'ON' };

const lockOf = (headers: Record<string, string>): (string | undefined)[] => [
  headers['x-amz-object-lock-mode'],
  headers['x-amz-object-lock-retain-until-date'],
  headers['x-amz-object-lock-legal-hold'],
];

describe.each(BACKENDS)('a locked version on %s', (backend) => {
  const gateway = useGateway({ backend });
  let count = 0;
  let path: string;
  const remove = (id: string, headers: Record<string, string> = {}) =>
    gateway().send('DELETE', `${path}?versionId=${id}`, { headers });
  const text = async (id: string): Promise<string> =>
    ((await gateway().send('GET', `${path}?versionId=${id}`)).body as Buffer).toString();

  beforeAll(() => makeBucket(gateway(), 'locked', 'locked'));
  beforeEach(() => {
    path = `/locked/object-${++count}`;
  });

  it('says what locks it', async () => {
    const id = await putVersion(gateway(), path, 'x', { ...COMPLIANCE, ...HOLD });
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await gateway().send(method, `${path}?versionId=${id}`);
      expect(lockOf(headers as Record<string, string>)).toEqual(['COMPLIANCE', until, 'ON']);
    }
    const free = await putVersion(gateway(), path, 'x');
    const { headers } = await gateway().send('HEAD', `${path}?versionId=${free}`);
    expect(lockOf(headers as Record<string, string>)).toEqual([undefined, undefined, undefined]);
  });

  it('outlives every way to write over it or to remove it', async () => {
    const id = await putVersion(gateway(), path, 'locked', COMPLIANCE);
    await putVersion(gateway(), path, 'over');
    await putVersion(gateway(), `${path}-source`, 'copied');
    await gateway()
      .send('PUT', path, { headers: { 'x-amz-copy-source': `${path}-source` } })
      .expect(200);
    const uploadId = await createUpload(gateway(), path);
    const etag = await uploadPart(gateway(), `${path}?partNumber=1&uploadId=${uploadId}`, 'parts');
    await gateway()
      .send('POST', `${path}?uploadId=${uploadId}`, { body: completion([{ number: 1, etag }]) })
      .expect(200);
    const marker = await gateway().send('DELETE', path);
    expect(marker.headers['x-amz-delete-marker']).toBe('true');
    expect(errorOf(await remove(id))).toEqual(PROTECTED);
    expect(errorOf(await remove(id, BYPASS))).toEqual(PROTECTED);
    const Key = path.slice('/locked/'.length);
    const body = `<Delete><Object><Key>${Key}</Key><VersionId>${id}</VersionId></Object></Delete>`;
    const batch = await gateway().send('POST', '/locked?delete', {
      body,
      headers: { ...withMd5(body), ...BYPASS },
    });
    const { Code, Message } = PROTECTED;
    expect(documentOf(batch, 'DeleteResult')).toEqual({ Error: { Key, VersionId: id, Code, Message } });
    expect(await text(id)).toBe('locked');
    expect(errorOf(await gateway().send('DELETE', '/locked'))).toMatchObject({ Code: 'BucketNotEmpty' });
  });

  it('in GOVERNANCE mode goes with who bypasses it', async () => {
    const id = await putVersion(gateway(), path, 'x', GOVERNANCE);
    expect(errorOf(await remove(id))).toEqual(PROTECTED);
    expect((await remove(id, BYPASS)).status).toBe(204);
    expect((await gateway().send('GET', `${path}?versionId=${id}`)).status).toBe(404);
  });

  it('under a legal hold stays, whatever the mode', async () => {
    const id = await putVersion(gateway(), path, 'x', { ...GOVERNANCE, ...HOLD });
    expect(errorOf(await remove(id, BYPASS))).toEqual(PROTECTED);
    expect(await text(id)).toBe('x');
  });

  it('is made by a copy and by an upload of parts, with their own lock', async () => {
    await putVersion(gateway(), `${path}-source`, 'copied', { ...GOVERNANCE, ...HOLD });
    const plain = await gateway().send('PUT', path, { headers: { 'x-amz-copy-source': `${path}-source` } });
    expect(plain.status).toBe(200);
    const head = await gateway().send('HEAD', path);
    expect(lockOf(head.headers as Record<string, string>)).toEqual([undefined, undefined, undefined]);

    const copied = await gateway().send('PUT', path, {
      headers: { 'x-amz-copy-source': `${path}-source`, ...COMPLIANCE },
    });
    expect(errorOf(await remove(copied.headers['x-amz-version-id'] as string, BYPASS))).toEqual(PROTECTED);

    const uploadId = await createUpload(gateway(), path, { ...COMPLIANCE, ...HOLD });
    const etag = await uploadPart(gateway(), `${path}?partNumber=1&uploadId=${uploadId}`, 'parts');
    const done = await gateway().send('POST', `${path}?uploadId=${uploadId}`, {
      body: completion([{ number: 1, etag }]),
    });
    const { headers } = await gateway().send('HEAD', path);
    expect(lockOf(headers as Record<string, string>)).toEqual(['COMPLIANCE', until, 'ON']);
    expect(errorOf(await remove(done.headers['x-amz-version-id'] as string, BYPASS))).toEqual(PROTECTED);
  });
});

describe.each(BACKENDS)('the default retention of a bucket on %s', (backend) => {
  const gateway = useGateway({ backend });
  /** Whether what was written is retained for that many days from the time of the writing on. */
  const isRetained = async (
    write: () => PromiseLike<unknown>,
    path: string,
    days: number,
  ): Promise<boolean> => {
    const before = Date.now();
    await write();
    const after = Date.now();
    const { headers } = await gateway().send('HEAD', path);
    const written = Date.parse(headers['x-amz-object-lock-retain-until-date'] as string) - days * DAY;
    return headers['x-amz-object-lock-mode'] === 'GOVERNANCE' && written >= before && written <= after;
  };

  beforeAll(async () => {
    await makeBucket(gateway(), 'locked', 'locked');
    await putVersion(gateway(), '/locked/before', 'x');
    await setObjectLock(gateway(), 'locked', '<Mode>GOVERNANCE</Mode><Days>3</Days>');
  });

  it('counts from the creation of each object, on every way to make one', async () => {
    expect(await isRetained(() => putVersion(gateway(), '/locked/put', 'x'), '/locked/put', 3)).toBe(true);
    const headers = { 'x-amz-copy-source': '/locked/put' };
    const copy = () => gateway().send('PUT', '/locked/copy', { headers }).expect(200);
    expect(await isRetained(copy, '/locked/copy', 3)).toBe(true);
    const upload = async (): Promise<void> => {
      const uploadId = await createUpload(gateway(), '/locked/parts');
      const etag = await uploadPart(gateway(), `/locked/parts?partNumber=1&uploadId=${uploadId}`, 'x');
      await gateway()
        .send('POST', `/locked/parts?uploadId=${uploadId}`, { body: completion([{ number: 1, etag }]) })
        .expect(200);
    };
    expect(await isRetained(upload, '/locked/parts', 3)).toBe(true);
  });

  it('holds for an upload of parts that was begun before, unless it asks for its own', async () => {
    await makeBucket(gateway(), 'begun', 'locked');
    const begin = async (key: string, headers: Record<string, string> = {}) => {
      const uploadId = await createUpload(gateway(), `/begun/${key}`, headers);
      const etag = await uploadPart(gateway(), `/begun/${key}?partNumber=1&uploadId=${uploadId}`, 'x');
      return async () => {
        const body = completion([{ number: 1, etag }]);
        await gateway().send('POST', `/begun/${key}?uploadId=${uploadId}`, { body }).expect(200);
        const { headers } = await gateway().send('HEAD', `/begun/${key}`);
        return lockOf(headers as Record<string, string>);
      };
    };
    const plain = await begin('plain');
    const held = await begin('held', HOLD);
    const own = await begin('own', COMPLIANCE);
    await setObjectLock(gateway(), 'begun', '<Mode>GOVERNANCE</Mode><Days>3</Days>');
    expect(await plain()).toEqual(['GOVERNANCE', expect.any(String), undefined]);
    expect(await held()).toEqual(['GOVERNANCE', expect.any(String), 'ON']);
    expect(await own()).toEqual(['COMPLIANCE', until, undefined]);
  });

  it('gives way to what the writer asks for, but for a legal hold', async () => {
    await putVersion(gateway(), '/locked/own', 'x', COMPLIANCE);
    const own = await gateway().send('HEAD', '/locked/own');
    expect(lockOf(own.headers as Record<string, string>)).toEqual(['COMPLIANCE', until, undefined]);
    await putVersion(gateway(), '/locked/held', 'x', HOLD);
    const held = await gateway().send('HEAD', '/locked/held');
    expect(held.headers).toMatchObject({
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-legal-hold': 'ON',
    });
  });

  it('leaves older objects as they are, and goes with its configuration', async () => {
    const { headers } = await gateway().send('HEAD', '/locked/before');
    expect(headers['x-amz-object-lock-mode']).toBeUndefined();
    await makeBucket(gateway(), 'changing', 'locked');
    await setObjectLock(gateway(), 'changing', '<Mode>COMPLIANCE</Mode><Years>1</Years>');
    await putVersion(gateway(), '/changing/a', 'x');
    await setObjectLock(gateway(), 'changing');
    await putVersion(gateway(), '/changing/b', 'x');
    const [a, b] = [await gateway().send('HEAD', '/changing/a'), await gateway().send('HEAD', '/changing/b')];
    expect(a.headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
    expect(b.headers['x-amz-object-lock-mode']).toBeUndefined();
  });
});

describe.each(BACKENDS)('lock headers on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain', 'versions');

  beforeAll(async () => {
    await makeBucket(gateway(), 'locked', 'locked');
    await setVersioning(gateway(), 'versions');
    for (const bucket of ['plain', 'versions', 'locked'])
      await putVersion(gateway(), `/${bucket}/source`, 'x');
  });

  const writes = (bucket: string, headers: Record<string, string>) =>
    [
      ['PUT', '', { ...withMd5('x'), ...headers }, 'x'],
      ['PUT', '', { 'x-amz-copy-source': '/locked/source', ...headers }, ''],
      ['POST', '?uploads', headers, ''],
    ].map(([method, query, sent, body]) =>
      gateway().send(method as string, `/${bucket}/target${query as string}`, {
        headers: sent as Record<string, string>,
        ...(body !== '' && { body: body as string }),
      }),
    );

  it.each<[Record<string, string>, Record<string, string>]>([
    [
      { 'x-amz-object-lock-mode': 'GOVERNANCE' },
      {
        Message: 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
        ArgumentName: 'x-amz-object-lock-retain-until-date',
      },
    ],
    [
      { 'x-amz-object-lock-retain-until-date': until },
      {
        Message: 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
        ArgumentName: 'x-amz-object-lock-mode',
      },
    ],
    [
      { ...COMPLIANCE, 'x-amz-object-lock-mode': 'governance' },
      {
        Message: 'Unknown wormMode directive.',
        ArgumentName: 'x-amz-object-lock-mode',
        ArgumentValue: 'governance',
      },
    ],
    [
      { ...COMPLIANCE, 'x-amz-object-lock-retain-until-date': 'tomorrow' },
      {
        Message: 'The retain until date must be provided in ISO 8601 format',
        ArgumentName: 'x-amz-object-lock-retain-until-date',
        ArgumentValue: 'tomorrow',
      },
    ],
    [
      { ...COMPLIANCE, 'x-amz-object-lock-retain-until-date': '2020-01-01T00:00:00Z' },
      {
        Message: 'The retain until date must be in the future!',
        ArgumentName: 'x-amz-object-lock-retain-until-date',
        ArgumentValue: '2020-01-01T00:00:00.000Z',
      },
    ],
    [
      { 'x-amz-object-lock-legal-hold': 'on' },
      {
        Message: "Legal Hold must be either of 'ON' or 'OFF'",
        ArgumentName: 'x-amz-object-lock-legal-hold',
        ArgumentValue: 'on',
      },
    ],
  ])('are refused as %j on every write', async (headers, error) => {
    for (const answer of await Promise.all(writes('locked', headers)))
      expect(errorOf(answer)).toEqual({ status: 400, Code: 'InvalidArgument', ...error });
    await gateway().send('HEAD', '/locked/target').expect(404);
  });

  it.each(['plain', 'versions'])('are refused by the bucket %s, which has no Object Lock', async (bucket) => {
    for (const headers of [COMPLIANCE, HOLD, { 'x-amz-object-lock-legal-hold': 'OFF' }]) {
      for (const answer of await Promise.all(writes(bucket, headers)))
        expect(errorOf(answer)).toEqual({
          status: 400,
          Code: 'InvalidRequest',
          Message: 'Bucket is missing ObjectLockConfiguration',
        });
    }
    await gateway().send('HEAD', `/${bucket}/target`).expect(404);
  });

  it.each([COMPLIANCE, HOLD])('as %j need a digest of the bytes', async (headers) => {
    const put = (more: Record<string, string>) =>
      gateway().send('PUT', '/locked/digest', { body: 'x', headers: { ...headers, ...more } });
    expect(errorOf(await put({}))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message:
        'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    });
    expect((await put({ 'x-amz-checksum-crc32': 'jNxj9w==' })).status).toBe(400);
    expect((await put({ 'x-amz-checksum-crc32': 'jNwWgw==' })).status).toBe(200);
    expect((await put(withMd5('x'))).status).toBe(200);
  });

  it('that bypass retention are refused where nothing is locked', async () => {
    const error = {
      status: 400,
      Code: 'InvalidArgument',
      Message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
      ArgumentName: 'x-amz-bypass-governance-retention',
    };
    expect(errorOf(await gateway().send('DELETE', '/versions/source', { headers: BYPASS }))).toEqual(error);
    const body = '<Delete><Object><Key>source</Key></Object></Delete>';
    const batch = await gateway().send('POST', '/versions?delete', {
      body,
      headers: { ...withMd5(body), ...BYPASS },
    });
    expect(errorOf(batch)).toEqual(error);
    await gateway().send('HEAD', '/versions/source').expect(200);
  });
});
