import {
  ALICE,
  ALL_USERS,
  BOB,
  grantElement,
  aclElement,
  policyOf,
  useAccounts,
} from '../support/accounts.js';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const SETTINGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
const block = (...settings: string[]): string =>
  `<PublicAccessBlockConfiguration>${settings.map((name) => `<${name}>true</${name}>`).join('')}</PublicAccessBlockConfiguration>`;

describe.each(BACKENDS)('the public access block on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  beforeEach(async () => {
    bucket = `/bucket-${++count}`;
    await gateway()
      .send('PUT', bucket, { headers: { 'x-amz-object-ownership': 'ObjectWriter' }, as: ALICE })
      .expect(200);
    await gateway().send('PUT', `${bucket}/a`, { body: 'hello', as: ALICE }).expect(200);
  });

  const put = async (body?: string) =>
    gateway().send('PUT', `${bucket}?publicAccessBlock`, { body, as: ALICE });
  const get = async () => gateway().send('GET', `${bucket}?publicAccessBlock`, { as: ALICE });
  const setAcl = async (path: string, headers: Record<string, string>, body?: string) =>
    gateway().send('PUT', `${bucket}${path}?acl`, { headers, body, as: ALICE });
  const setPolicy = async (principals?: string[]) =>
    gateway().send('PUT', `${bucket}?policy`, {
      body: policyOf(bucket.slice(1), 'Allow', ['s3:GetObject', 's3:ListBucket'], { principals }),
      as: ALICE,
    });
  const read = async (as: typeof BOB | null, path = '/a') =>
    (await gateway().send('GET', `${bucket}${path}`, { as })).status;

  it('is not there until it is set, and after it is deleted', async () => {
    const missing = {
      status: 404,
      Code: 'NoSuchPublicAccessBlockConfiguration',
      Message: 'The public access block configuration was not found',
      BucketName: bucket.slice(1),
    };
    expect(errorOf(await get())).toEqual(missing);
    const answer = await put(block('IgnorePublicAcls', 'RestrictPublicBuckets'));
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
    const given = await get();
    expectIds(given);
    expect(documentOf(given, 'PublicAccessBlockConfiguration')).toEqual({
      BlockPublicAcls: 'false',
      IgnorePublicAcls: 'true',
      BlockPublicPolicy: 'false',
      RestrictPublicBuckets: 'true',
    });
    for (let time = 0; time < 2; time += 1) {
      const removed = await gateway().send('DELETE', `${bucket}?publicAccessBlock`, { as: ALICE });
      expect(removed.status).toBe(204);
      expect(errorOf(await get())).toEqual(missing);
    }
  });

  it.each([
    '<PublicAccessBlockConfiguration><Everything>true</Everything></PublicAccessBlockConfiguration>',
    '<PublicAccessBlockConfiguration><BlockPublicAcls>yes</BlockPublicAcls></PublicAccessBlockConfiguration>',
    '<PublicAccessBlockConfiguration><BlockPublicAcls>',
    '<Other/>',
  ])('refuses the document %s', async (body) => {
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
    expect((await get()).status).toBe(404);
  });

  it('refuses public ACLs on bucket and object, and takes others', async () => {
    await put(block('BlockPublicAcls'));
    for (const path of ['', '/a']) {
      for (const canned of ['public-read', 'public-read-write', 'authenticated-read'])
        expect(errorOf(await setAcl(path, { 'x-amz-acl': canned }))).toEqual(DENIED);
      const body = aclElement('alice', grantElement(ALL_USERS, 'READ_ACP'));
      expect(errorOf(await setAcl(path, {}, body))).toEqual(DENIED);
      expect((await setAcl(path, { 'x-amz-grant-read': 'id=bob' })).status).toBe(200);
    }
    const write = async (canned: string) =>
      gateway().send('PUT', `${bucket}/new`, { headers: { 'x-amz-acl': canned }, as: ALICE });
    expect(errorOf(await write('public-read'))).toEqual(DENIED);
    expect(await read(ALICE, '/new')).toBe(404);
    expect((await write('private')).status).toBe(200);
  });

  it('leaves public ACLs where they are and ignores them', async () => {
    await setAcl('', { 'x-amz-acl': 'public-read' });
    await setAcl('/a', { 'x-amz-acl': 'public-read' });
    expect([await read(null), await read(null, '')]).toEqual([200, 200]);
    await put(block('IgnorePublicAcls'));
    expect([await read(null), await read(null, ''), await read(BOB), await read(ALICE)]).toEqual([
      403, 403, 403, 200,
    ]);
    await setAcl('/a', { 'x-amz-grant-read': `id=bob,uri=${ALL_USERS}` });
    expect([await read(null), await read(BOB)]).toEqual([403, 200]);
    await gateway().send('DELETE', `${bucket}?publicAccessBlock`, { as: ALICE }).expect(204);
    expect(await read(null)).toBe(200);
  });

  it('refuses public policies, and takes others', async () => {
    await put(block('BlockPublicPolicy'));
    expect(errorOf(await setPolicy())).toEqual(DENIED);
    expect((await setPolicy(['bob'])).status).toBe(204);
    expect([await read(BOB), await read(null)]).toEqual([200, 403]);
  });

  it('lets a public policy open nothing to others than the owner', async () => {
    expect((await setPolicy()).status).toBe(204);
    expect([await read(null), await read(BOB), await read(null, '')]).toEqual([200, 200, 200]);
    await put(block('RestrictPublicBuckets'));
    expect([await read(null), await read(BOB), await read(null, '')]).toEqual([403, 403, 403]);
    expect([await read(ALICE), await read(ALICE, '')]).toEqual([200, 200]);
    expect((await setPolicy(['bob'])).status).toBe(204);
    expect(await read(BOB)).toBe(200);
  });

  it('does nothing when nothing of it is on', async () => {
    await put(block());
    expect((await setAcl('/a', { 'x-amz-acl': 'public-read' })).status).toBe(200);
    expect(await read(null)).toBe(200);
    expect(documentOf(await get(), 'PublicAccessBlockConfiguration')).toEqual(
      Object.fromEntries(SETTINGS.map((name) => [name, 'false'])),
    );
  });

  it('is for the owner of the bucket alone', async () => {
    await setAcl('', { 'x-amz-grant-full-control': 'id=bob' });
    for (const as of [BOB, null])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect(errorOf(await gateway().send(method, `${bucket}?publicAccessBlock`, { as }))).toEqual(DENIED);
  });
});
