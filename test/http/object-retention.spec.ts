import { documentOf, errorOf, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { inDays, makeBucket, putVersion, withMd5 } from '../support/locked-bucket.js';

const retention = (mode: string, until: string): string =>
  `<Retention><Mode>${mode}</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`;

const PROTECTED = {
  status: 403,
  Code: 'AccessDenied',
  Message: 'Access Denied because object protected by object lock.',
};
const BYPASS = { 'x-amz-bypass-governance-retention': 'true' };

describe.each(BACKENDS)('the retention of an object on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain');
  let count = 0;
  let path: string;
  let version: string;
  const get = (at = path) => gateway().send('GET', `${at}?retention`);
  const put = (body: string, headers: Record<string, string> = {}, at = path) =>
    gateway().send('PUT', `${at}?retention`, { body, headers: { ...withMd5(body), ...headers } });

  beforeAll(() => makeBucket(gateway(), 'locked', 'locked'));
  beforeEach(async () => {
    path = `/locked/object-${++count}`;
    version = await putVersion(gateway(), path, 'first');
  });

  it('is absent until it is put, and is then given back', async () => {
    expect(errorOf(await get())).toEqual({
      status: 404,
      Code: 'NoSuchObjectLockConfiguration',
      Message: 'The specified object does not have a ObjectLock configuration',
    });
    const until = inDays(1);
    const answer = await put(retention('GOVERNANCE', until));
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0', 'x-amz-version-id': version });
    const read = await get();
    expect(read.headers['x-amz-version-id']).toBe(version);
    expect(documentOf(read, 'Retention')).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: until });
    const head = await gateway().send('HEAD', path);
    expect(head.headers).toMatchObject({
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': until,
    });
  });

  it('belongs to one version', async () => {
    await put(retention('GOVERNANCE', inDays(1)), {}, path);
    const second = await putVersion(gateway(), path, 'second');
    expect(errorOf(await get())).toMatchObject({ Code: 'NoSuchObjectLockConfiguration' });
    const at = `${path}?versionId=${version}&x=`;
    expect(documentOf(await gateway().send('GET', `${at}&retention`), 'Retention')).toMatchObject({
      Mode: 'GOVERNANCE',
    });
    const body = retention('COMPLIANCE', inDays(2));
    const answer = await gateway().send('PUT', `${path}?retention&versionId=${second}`, {
      body,
      headers: withMd5(body),
    });
    expect(answer.headers['x-amz-version-id']).toBe(second);
    expect(documentOf(await get(), 'Retention')).toMatchObject({ Mode: 'COMPLIANCE' });
  });

  it('in COMPLIANCE mode is only ever extended', async () => {
    const until = inDays(10);
    await put(retention('COMPLIANCE', until)).expect(200);
    for (const [body, headers] of [
      [retention('COMPLIANCE', inDays(9)), BYPASS],
      [retention('GOVERNANCE', inDays(20)), BYPASS],
      ['<Retention/>', BYPASS],
      [retention('COMPLIANCE', inDays(9)), {}],
    ] as const) {
      expect(errorOf(await put(body, headers))).toEqual(PROTECTED);
    }
    expect(documentOf(await get(), 'Retention')).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: until });
    const later = inDays(11);
    await put(retention('COMPLIANCE', later)).expect(200);
    expect(documentOf(await get(), 'Retention')).toMatchObject({ RetainUntilDate: later });
  });

  it('in GOVERNANCE mode is shortened or taken away only by who bypasses it', async () => {
    await put(retention('GOVERNANCE', inDays(10))).expect(200);
    expect(errorOf(await put(retention('GOVERNANCE', inDays(9))))).toEqual(PROTECTED);
    expect(errorOf(await put('<Retention/>'))).toEqual(PROTECTED);
    await put(retention('GOVERNANCE', inDays(11))).expect(200);
    const shorter = inDays(1);
    await put(retention('GOVERNANCE', shorter), BYPASS).expect(200);
    expect(documentOf(await get(), 'Retention')).toMatchObject({ RetainUntilDate: shorter });
    await put('<Retention/>', BYPASS).expect(200);
    expect(errorOf(await get())).toMatchObject({ Code: 'NoSuchObjectLockConfiguration' });
  });

  it('is bypassed by nobody who only asks for it', async () => {
    await put(retention('GOVERNANCE', inDays(10))).expect(200);
    const headers = { 'x-amz-bypass-governance-retention': 'false' };
    expect(errorOf(await put(retention('GOVERNANCE', inDays(9)), headers))).toEqual(PROTECTED);
  });

  it.each([
    ['without a date', '<Retention><Mode>GOVERNANCE</Mode></Retention>'],
    ['without a mode', `<Retention><RetainUntilDate>${inDays(1)}</RetainUntilDate></Retention>`],
    ['with an unknown mode', retention('FOREVER', inDays(1))],
    ['with a date that is none', retention('GOVERNANCE', 'tomorrow')],
    ['with text', '<Retention>GOVERNANCE</Retention>'],
    ['that is another document', '<LegalHold/>'],
  ])('is refused %s', async (_case, body) => {
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
  });

  it('is refused for a date that is over', async () => {
    const until = inDays(-1);
    expect(errorOf(await put(retention('GOVERNANCE', until)))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'The retain until date must be in the future!',
      ArgumentName: 'x-amz-object-lock-retain-until-date',
      ArgumentValue: until,
    });
  });

  it('is refused without a digest of the document', async () => {
    const body = retention('GOVERNANCE', inDays(1));
    expect(errorOf(await gateway().send('PUT', `${path}?retention`, { body }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    });
  });

  it('is unknown to a bucket without Object Lock', async () => {
    await gateway().send('PUT', '/plain/a', { body: 'x' }).expect(200);
    const error = {
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Bucket is missing Object Lock Configuration',
    };
    expect(errorOf(await get('/plain/a'))).toEqual(error);
    expect(errorOf(await put(retention('GOVERNANCE', inDays(1)), {}, '/plain/a'))).toEqual(error);
  });

  it('says what is missing', async () => {
    const body = retention('GOVERNANCE', inDays(1));
    expect(errorOf(await get('/locked/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(errorOf(await put(body, {}, '/locked/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(
      errorOf(await gateway().send('GET', `${path}?retention&versionId=${'0'.repeat(32)}`)),
    ).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
    });
    const marker = await gateway().send('DELETE', path);
    expect(errorOf(await get())).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    const id = marker.headers['x-amz-version-id'];
    expect(errorOf(await gateway().send('GET', `${path}?retention&versionId=${id}`))).toMatchObject({
      status: 405,
      Code: 'MethodNotAllowed',
    });
  });
});
