import { rm } from 'node:fs/promises';
import { AdminClient } from '../../src/admin/admin.client.js';
import { documentOf, errorOf, type Plain } from '../support/answer.js';
import { BACKENDS, makeDirectory } from '../support/http-subject.js';
import { inDays, makeBucket, putVersion, withMd5 } from '../support/locked-bucket.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

const ALICE = { access: 'alice', secret: 'alice-secret' };

const entry = (key: string, id?: string): string =>
  `<Object><Key>${key}</Key>${id === undefined ? '' : `<VersionId>${id}</VersionId>`}</Object>`;
const denied = (Key: string, more = {}): object => ({
  Key,
  ...more,
  Code: 'AccessDenied',
  Message: 'Access Denied',
});

describe.each(BACKENDS)('access to the keys of DeleteObjects on %s', (backend) => {
  let directory: string;
  let gateway: TestGateway;
  let count = 0;
  let bucket: string;

  beforeAll(async () => {
    directory = await makeDirectory();
    gateway = await TestGateway.start({ backend, iam: { dir: directory } });
    const admin = new AdminClient({ endpoint: gateway.url, region: 'us-east-1', ...ROOT });
    await admin.createUser({ ...ALICE, role: 'user', userID: 0, groupID: 0, projectID: 0 });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });
  beforeEach(() => {
    bucket = `bucket-${++count}`;
  });

  const allow = async (
    ...statements: [effect: string, action: string, resource: string][]
  ): Promise<void> => {
    const body = JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map(([Effect, Action, resource]) => ({
        Effect,
        Principal: { AWS: [ALICE.access] },
        Action,
        Resource: `arn:aws:s3:::${bucket}${resource}`,
      })),
    });
    await gateway.send('PUT', `/${bucket}?policy`, { body }).expect(204);
  };
  const remove = async (content: string, headers: Record<string, string> = {}) => {
    const body = `<Delete>${content}</Delete>`;
    return gateway.send('POST', `/${bucket}?delete`, {
      body,
      headers: { ...withMd5(body), ...headers },
      as: ALICE,
    });
  };
  const result = async (content: string, headers: Record<string, string> = {}): Promise<Plain> =>
    documentOf(await remove(content, headers), 'DeleteResult');

  it('is decided for each of them', async () => {
    await gateway.send('PUT', `/${bucket}`).expect(200);
    for (const key of ['a/1', 'a/2', 'b/1', 'c'])
      await gateway.send('PUT', `/${bucket}/${key}`, { body: 'x' }).expect(200);
    await allow(['Allow', 's3:DeleteObject', '/*'], ['Deny', 's3:DeleteObject', '/b/*']);
    expect(await result(entry('a/1') + entry('b/1') + entry('a/2') + entry('b/none'))).toEqual({
      Deleted: [{ Key: 'a/1' }, { Key: 'a/2' }],
      Error: [denied('b/1'), denied('b/none')],
    });
    await allow(['Allow', 's3:DeleteObject', '/a/*']);
    expect(await result(entry('c') + entry('a/1'))).toEqual({ Deleted: { Key: 'a/1' }, Error: denied('c') });
    for (const key of ['b/1', 'c']) await gateway.send('HEAD', `/${bucket}/${key}`).expect(200);
    for (const key of ['a/1', 'a/2']) await gateway.send('HEAD', `/${bucket}/${key}`).expect(404);
  });

  it('to a version is another than to its key', async () => {
    await makeBucket(gateway, bucket);
    const id = await putVersion(gateway, `/${bucket}/a`, 'x');
    await allow(['Allow', 's3:DeleteObject', '/*']);
    expect(await result(entry('a', id))).toEqual({ Error: denied('a', { VersionId: id }) });
    await allow(['Allow', 's3:DeleteObjectVersion', '/*']);
    expect(await result(entry('a', id) + entry('a'))).toEqual({
      Deleted: { Key: 'a', VersionId: id },
      Error: denied('a'),
    });
  });

  it('under retention needs the permission to bypass it', async () => {
    await makeBucket(gateway, bucket, 'locked');
    const lock = {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': inDays(1),
    };
    const ids = [
      await putVersion(gateway, `/${bucket}/a`, 'x', lock),
      await putVersion(gateway, `/${bucket}/b`, 'x', lock),
    ] as const;
    const bypass = { 'x-amz-bypass-governance-retention': 'true' };
    const both = entry('a', ids[0]) + entry('b', ids[1]);
    await allow(['Allow', 's3:DeleteObjectVersion', '/*']);
    expect(await result(both)).toMatchObject({
      Error: [
        { Key: 'a', Message: 'Access Denied because object protected by object lock.' },
        { Key: 'b', Message: 'Access Denied because object protected by object lock.' },
      ],
    });
    expect(await result(both, bypass)).toEqual({
      Error: [denied('a', { VersionId: ids[0] }), denied('b', { VersionId: ids[1] })],
    });
    const single = { headers: bypass, as: ALICE };
    expect(errorOf(await gateway.send('DELETE', `/${bucket}/a?versionId=${ids[0]}`, single))).toMatchObject({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Access Denied',
    });
    await allow(['Allow', 's3:PutObjectRetention', '/*']);
    const body = '<Retention/>';
    const release = { body, headers: { ...withMd5(body), ...bypass }, as: ALICE };
    expect(errorOf(await gateway.send('PUT', `/${bucket}/a?retention`, release))).toMatchObject({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Access Denied',
    });
    await allow(['Allow', 's3:DeleteObjectVersion', '/*'], ['Allow', 's3:BypassGovernanceRetention', '/a']);
    expect(await result(both, bypass)).toEqual({
      Deleted: { Key: 'a', VersionId: ids[0] },
      Error: denied('b', { VersionId: ids[1] }),
    });
  });
});
