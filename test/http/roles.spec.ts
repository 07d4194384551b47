import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { AdminClient } from '../../src/admin/admin.client.js';
import type { Role } from '../../src/iam/account.js';
import { documentOf, errorOf, type PlainElement } from '../support/answer.js';
import { makeDirectory } from '../support/http-subject.js';
import { type Credentials, ROOT, TestGateway } from '../support/test-gateway.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const ROLES: readonly Role[] = ['user', 'userplus', 'admin'];
const of = (role: string): Credentials => ({ access: `the-${role}`, secret: `${role}-secret` });

/** Every operation that is served, on the bucket `of-root` and its object. */
const OPERATIONS: readonly (readonly [method: string, path: string])[] = [
  ['HEAD', '/of-root'],
  ['GET', '/of-root'],
  ['GET', '/of-root?list-type=2'],
  ['GET', '/of-root?location'],
  ['GET', '/of-root?uploads'],
  ['POST', '/of-root?delete'],
  ['GET', '/of-root?acl'],
  ['PUT', '/of-root?acl'],
  ['GET', '/of-root?ownershipControls'],
  ['PUT', '/of-root?ownershipControls'],
  ['DELETE', '/of-root?ownershipControls'],
  ['GET', '/of-root?publicAccessBlock'],
  ['PUT', '/of-root?publicAccessBlock'],
  ['DELETE', '/of-root?publicAccessBlock'],
  ['GET', '/of-root?policy'],
  ['PUT', '/of-root?policy'],
  ['DELETE', '/of-root?policy'],
  ['GET', '/of-root?policyStatus'],
  ['GET', '/of-root?versioning'],
  ['PUT', '/of-root?versioning'],
  ['GET', '/of-root?versions'],
  ['GET', '/of-root?object-lock'],
  ['PUT', '/of-root?object-lock'],
  ['GET', '/of-root?tagging'],
  ['PUT', '/of-root?tagging'],
  ['DELETE', '/of-root?tagging'],
  ['GET', '/of-root?cors'],
  ['PUT', '/of-root?cors'],
  ['DELETE', '/of-root?cors'],
  ['DELETE', '/of-root'],
  ['GET', '/of-root/a'],
  ['HEAD', '/of-root/a'],
  ['PUT', '/of-root/a'],
  ['DELETE', '/of-root/a'],
  ['GET', '/of-root/a?attributes'],
  ['GET', '/of-root/a?tagging'],
  ['PUT', '/of-root/a?tagging'],
  ['DELETE', '/of-root/a?tagging'],
  ['GET', '/of-root/a?acl'],
  ['PUT', '/of-root/a?acl'],
  ['GET', '/of-root/a?retention'],
  ['PUT', '/of-root/a?retention'],
  ['GET', '/of-root/a?legal-hold'],
  ['PUT', '/of-root/a?legal-hold'],
  ['GET', '/of-root/a?versionId=null'],
  ['DELETE', '/of-root/a?versionId=null'],
  ['POST', '/of-root/a?uploads'],
  ['PUT', '/of-root/a?partNumber=1&uploadId=u'],
  ['POST', '/of-root/a?uploadId=u'],
  ['DELETE', '/of-root/a?uploadId=u'],
  ['GET', '/of-root/a?uploadId=u'],
];

describe.each(['memory', 'posix'] as const)('roles on %s', (backend) => {
  let directory: string;
  let gateway: TestGateway;

  beforeAll(async () => {
    directory = await makeDirectory();
    gateway = await TestGateway.start({ backend, iam: { dir: directory } });
    const admin = new AdminClient({ endpoint: gateway.url, region: 'us-east-1', ...ROOT });
    for (const role of ROLES) {
      await admin.createUser({ ...of(role), role, userID: 0, groupID: 0, projectID: 0 });
      await admin.createBucket(`of-${role}`, of(role).access);
    }
    await gateway.send('PUT', '/of-root').expect(200);
    await gateway.send('PUT', '/of-root/a', { body: 'hello' }).expect(200);
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });

  const bucketsSeenBy = async (as: Credentials): Promise<unknown[]> => {
    const { Buckets } = documentOf(await gateway.send('GET', '/', { as }), 'ListAllMyBucketsResult');
    return [(Buckets as PlainElement)['Bucket']].flat().map((bucket) => (bucket as PlainElement)['Name']);
  };

  it.each(['user', 'userplus'])('a %s sees own buckets only, an admin all', async (role) => {
    expect(await bucketsSeenBy(of(role))).toEqual([`of-${role}`]);
    expect(await bucketsSeenBy(of('admin'))).toEqual(
      expect.arrayContaining(['of-admin', 'of-root', 'of-user']),
    );
  });

  it('a user makes no buckets, a userplus and an admin do', async () => {
    expect(errorOf(await gateway.send('PUT', '/by-user', { as: of('user') }))).toEqual(DENIED);
    expect((await gateway.send('PUT', '/by-userplus', { as: of('userplus') })).status).toBe(200);
    expect((await gateway.send('PUT', '/by-admin', { as: of('admin') })).status).toBe(200);
    expect((await gateway.send('PUT', '/by-userplus/a', { body: 'x', as: of('userplus') })).status).toBe(200);
    expect(errorOf(await gateway.send('PUT', '/by-userplus/a', { body: 'x', as: of('user') }))).toEqual(
      DENIED,
    );
  });

  it('a bucket of another account is not for a second owner', async () => {
    expect(errorOf(await gateway.send('PUT', '/of-root', { as: of('userplus') }))).toEqual({
      status: 409,
      Code: 'BucketAlreadyExists',
      Message:
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      BucketName: 'of-root',
    });
  });

  it.each(ROLES)('a %s does everything in an own bucket', async (role) => {
    const as = of(role);
    const path = `/of-${role}/a`;
    await gateway.send('PUT', path, { body: 'mine', as }).expect(200);
    expect((await gateway.send('GET', path, { as })).body.toString()).toBe('mine');
    expect((await gateway.send('DELETE', path, { as })).status).toBe(204);
  });

  it.each(['user', 'userplus'])('a %s does nothing in the bucket of another', async (role) => {
    for (const [method, path] of OPERATIONS) {
      const answer = await gateway.send(method, path, { as: of(role) });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
    const read = await gateway.send('GET', '/of-root/a').expect(200);
    expect(read.body.toString()).toBe('hello');
  });

  it('an admin does', async () => {
    expect((await gateway.send('GET', '/of-root/a', { as: of('admin') })).status).toBe(200);
    expect((await gateway.send('PUT', '/of-root/b', { body: 'x', as: of('admin') })).status).toBe(200);
  });

  it('a copy needs both of its buckets', async () => {
    const as = of('user');
    const copy = (to: string, source: string) =>
      gateway.send('PUT', to, { headers: { 'x-amz-copy-source': source }, as });
    await gateway.send('PUT', '/of-user/source', { body: 'x', as }).expect(200);
    expect(errorOf(await copy('/of-user/stolen', '/of-root/a'))).toEqual(DENIED);
    expect(errorOf(await copy('/of-user/stolen?partNumber=1&uploadId=u', '/of-root/a'))).toEqual(DENIED);
    expect(errorOf(await copy('/of-root/given', '/of-user/source'))).toEqual(DENIED);
    expect((await copy('/of-user/copy', '/of-user/source')).status).toBe(200);
  });

  it.each(['root', 'user'])('a bucket of another owner than %s expects is refused', async (role) => {
    const as = role === 'root' ? ROOT : of(role);
    const bucket = `/of-${role}`;
    const head = (owner: string) =>
      gateway.send('HEAD', bucket, { as, headers: { 'x-amz-expected-bucket-owner': owner } });
    expect((await head(as.access)).status).toBe(200);
    expect((await head('somebody')).status).toBe(403);
    await gateway.send('PUT', `${bucket}/expected`, { body: 'x', as }).expect(200);
    const copy = (owner: string) =>
      gateway.send('PUT', `${bucket}/copied`, {
        as,
        headers: { 'x-amz-copy-source': `${bucket}/expected`, 'x-amz-source-expected-bucket-owner': owner },
      });
    expect(errorOf(await copy('somebody'))).toEqual(DENIED);
    expect((await copy(as.access)).status).toBe(200);
  });

  it('keys of another bucket are not deleted through an own one', async () => {
    const body = '<Delete><Object><Key>../of-root/a</Key></Object></Delete>';
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    await gateway.send('POST', '/of-user?delete', { body, headers, as: of('user') });
    expect((await gateway.send('HEAD', '/of-root/a')).status).toBe(200);
  });
});
