import {
  aclElement,
  ALICE,
  ALL_USERS,
  BOB,
  grantElement,
  policyOf,
  useAccounts,
} from '../support/accounts.js';
import { aclOf, DENIED, NOT_SUPPORTED, ownedBy } from '../support/acl-list.js';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, completion, uploadPart } from '../support/http-subject.js';
import { type Credentials, ROOT } from '../support/test-gateway.js';

describe.each(BACKENDS)('object ACLs on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  /** A bucket of alice's that bob may write to. */
  const make = async (ownership: string): Promise<void> => {
    bucket = `/bucket-${++count}`;
    const headers = { 'x-amz-object-ownership': ownership };
    await gateway().send('PUT', bucket, { headers, as: ALICE }).expect(200);
    const body = policyOf(bucket.slice(1), 'Allow', ['s3:PutObject', 's3:PutObjectAcl'], {
      principals: ['bob'],
    });
    await gateway().send('PUT', `${bucket}?policy`, { body, as: ALICE }).expect(204);
  };
  beforeEach(() => make('ObjectWriter'));

  const write = async (as: Credentials, headers: Record<string, string> = {}, key = 'a') =>
    gateway().send('PUT', `${bucket}/${key}`, { body: 'hello', headers, as });
  const put = async (headers: Record<string, string>, body?: string, as = ALICE) =>
    gateway().send('PUT', `${bucket}/a?acl`, { headers, body, as });
  const read = async (as: Credentials | null, key = 'a') =>
    (await gateway().send('GET', `${bucket}/${key}`, { as })).status;
  const listOf = async (key = 'a') =>
    aclOf(await gateway().send('GET', `${bucket}/${key}?acl`, { as: ALICE }));
  const OWN = { owner: 'alice', grants: [['alice', 'FULL_CONTROL']] };

  it('give an object to who owns the bucket and wrote it', async () => {
    await write(ALICE);
    const answer = await gateway().send('GET', `${bucket}/a?acl`, { as: ALICE });
    expectIds(answer);
    expect(documentOf(answer, 'AccessControlPolicy')).toEqual(ownedBy('alice'));
  });

  it.each([
    ['private', 403, 403, []],
    ['public-read', 200, 200, [[ALL_USERS, 'READ']]],
    ['authenticated-read', 200, 403, [['http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'READ']]],
    ['bucket-owner-read', 403, 403, []],
    ['bucket-owner-full-control', 403, 403, []],
  ])('%s of an upload opens it with %i to bob and %i to everybody', async (canned, bob, nobody, more) => {
    expect((await write(ALICE, { 'x-amz-acl': canned })).status).toBe(200);
    expect([await read(BOB), await read(null), await read(ALICE)]).toEqual([bob, nobody, 200]);
    expect(await listOf()).toEqual({ owner: 'alice', grants: [['alice', 'FULL_CONTROL'], ...more] });
    expect((await write(ALICE)).status).toBe(200);
    expect(await listOf()).toEqual(OWN);
  });

  it('are set later, and leave bytes, tags and ETag as they were', async () => {
    await write(ALICE, { 'x-amz-tagging': 'a=1' });
    const before = await gateway().send('HEAD', `${bucket}/a`, { as: ALICE });
    const answer = await put({ 'x-amz-acl': 'public-read' });
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
    const after = await gateway().send('HEAD', `${bucket}/a`, { as: null });
    expect(after.status).toBe(200);
    expect(ownHeaders(after)).toEqual(ownHeaders(before));
    await put({}, aclElement('alice', grantElement('bob', 'READ')));
    expect([await read(BOB), await read(null)]).toEqual([200, 403]);
    expect(await listOf()).toEqual({ owner: 'alice', grants: [['bob', 'READ']] });
  });

  it('open the attributes with the bytes, the list only with its own permissions', async () => {
    await write(ALICE);
    const tries = async () => {
      const ask = async (method: string, query: string, sending = {}) =>
        (await gateway().send(method, `${bucket}/a${query}`, { as: BOB, ...sending })).status;
      return [
        await ask('HEAD', ''),
        await ask('GET', '?attributes', { headers: { 'x-amz-object-attributes': 'ETag' } }),
        await ask('GET', '?tagging'),
        await ask('GET', '?acl'),
        await ask('DELETE', ''),
      ];
    };
    await put({ 'x-amz-grant-read': 'id=bob' });
    expect(await tries()).toEqual([200, 200, 403, 403, 403]);
    await put({ 'x-amz-grant-read-acp': 'id=bob' });
    expect(await tries()).toEqual([403, 403, 403, 200, 403]);
    await put({ 'x-amz-grant-full-control': 'id=bob' });
    expect(await tries()).toEqual([200, 200, 403, 200, 403]);
  });

  it('make an object its writer’s, who keeps the right to the list', async () => {
    expect((await write(BOB)).status).toBe(200);
    expect(await listOf()).toEqual({ owner: 'bob', grants: [['bob', 'FULL_CONTROL']] });
    expect([await read(BOB), await read(ALICE), await read(null)]).toEqual([200, 200, 403]);
    expect((await put({}, aclElement('bob', grantElement(ALL_USERS, 'READ')), BOB)).status).toBe(200);
    expect(await read(null)).toBe(200);
    expect((await put({ 'x-amz-acl': 'private' }, undefined, BOB)).status).toBe(200);
    expect(await read(null)).toBe(403);
    expect(errorOf(await put({}, aclElement('alice', grantElement('alice', 'READ'))))).toEqual(DENIED);
  });

  it('let root write in the name of the owner of the bucket', async () => {
    expect((await write(ROOT)).status).toBe(200);
    expect(await listOf()).toEqual(OWN);
  });

  it('give an object to the owner of a bucket who prefers that, when its writer agrees', async () => {
    await make('BucketOwnerPreferred');
    expect((await write(BOB, { 'x-amz-acl': 'bucket-owner-full-control' })).status).toBe(200);
    expect(await listOf()).toEqual(OWN);
    expect(await read(BOB)).toBe(403);
    expect((await write(BOB)).status).toBe(200);
    expect((await listOf()).owner).toBe('bob');
  });

  it('stand on what a writer of another account shares with the owner', async () => {
    expect((await write(BOB, { 'x-amz-acl': 'bucket-owner-read' })).status).toBe(200);
    expect(await listOf()).toEqual({
      owner: 'bob',
      grants: [
        ['bob', 'FULL_CONTROL'],
        ['alice', 'READ'],
      ],
    });
  });

  it('are off where the owner of the bucket owns everything', async () => {
    await write(ALICE, { 'x-amz-acl': 'public-read' });
    const body =
      '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>';
    await gateway().send('PUT', `${bucket}?ownershipControls`, { body, as: ALICE }).expect(200);
    expect(await read(null)).toBe(403);
    expect(await listOf()).toEqual(OWN);
    for (const canned of ['public-read', 'authenticated-read', 'bucket-owner-read'])
      expect(errorOf(await write(BOB, { 'x-amz-acl': canned }, 'new'))).toEqual(NOT_SUPPORTED);
    expect(errorOf(await write(BOB, { 'x-amz-acl': 'private' }, 'new'))).toEqual(NOT_SUPPORTED);
    expect(await read(ALICE, 'new')).toBe(404);
    expect(errorOf(await put({ 'x-amz-acl': 'public-read' }))).toEqual(NOT_SUPPORTED);
    expect((await put({ 'x-amz-acl': 'bucket-owner-full-control' })).status).toBe(200);
    expect((await write(BOB, { 'x-amz-acl': 'bucket-owner-full-control' }, 'new')).status).toBe(200);
    expect((await write(ALICE, { 'x-amz-acl': 'private' }, 'new')).status).toBe(200);
    expect(await listOf('new')).toEqual(OWN);
    expect(await read(BOB, 'new')).toBe(403);
  });

  it('go with a copy as its own headers say, never as the source has them', async () => {
    await write(ALICE, { 'x-amz-acl': 'public-read' });
    const copy = async (key: string, headers = {}) =>
      gateway().send('PUT', `${bucket}/${key}`, {
        headers: { 'x-amz-copy-source': `${bucket}/a`, ...headers },
        as: ALICE,
      });
    expect((await copy('closed')).status).toBe(200);
    expect((await copy('open', { 'x-amz-acl': 'public-read' })).status).toBe(200);
    expect([await read(null, 'closed'), await read(null, 'open')]).toEqual([403, 200]);
  });

  it('go from the start of an upload to its object', async () => {
    const started = await gateway().send('POST', `${bucket}/big?uploads`, {
      headers: { 'x-amz-acl': 'public-read' },
      as: ALICE,
    });
    const id = documentOf(started, 'InitiateMultipartUploadResult')['UploadId'] as string;
    const etag = await uploadPart(gateway(), `${bucket}/big?partNumber=1&uploadId=${id}`, 'hello');
    const body = completion([{ number: 1, etag }]);
    await gateway().send('POST', `${bucket}/big?uploadId=${id}`, { body, as: ALICE }).expect(200);
    expect(await read(null, 'big')).toBe(200);
  });

  it.each([
    [{ 'x-amz-acl': 'aws-exec-read' }, { Code: 'InvalidArgument', ArgumentName: 'x-amz-acl' }],
    [{ 'x-amz-acl': 'log-delivery-write' }, { Code: 'InvalidArgument', ArgumentName: 'x-amz-acl' }],
    [{ 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=bob' }, { Code: 'InvalidRequest' }],
    [{ 'x-amz-grant-read': 'id=nobody' }, { Code: 'InvalidArgument', Message: 'Invalid id' }],
  ])('refuse an upload with %j and store nothing', async (headers, error) => {
    expect(errorOf(await write(ALICE, headers))).toMatchObject({ status: 400, ...error });
    expect(await read(ALICE)).toBe(404);
  });

  it.each(['GET', 'PUT'])('%s says what is missing', async (method) => {
    const ask = async (path: string) => {
      const headers: Record<string, string> = method === 'PUT' ? { 'x-amz-acl': 'private' } : {};
      return gateway().send(method, path, { headers, as: ALICE });
    };
    expect(errorOf(await ask(`${bucket}/absent?acl`))).toMatchObject({
      status: 404,
      Code: 'NoSuchKey',
      Key: 'absent',
    });
    expect(errorOf(await ask('/nowhere/a?acl'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
  });

  it('need a signature to be set, whatever they grant', async () => {
    await write(ALICE, { 'x-amz-grant-full-control': `uri=${ALL_USERS}` });
    expect((await gateway().send('GET', `${bucket}/a?acl`, { as: null })).status).toBe(200);
    const headers = { 'x-amz-acl': 'private' };
    expect(errorOf(await gateway().send('PUT', `${bucket}/a?acl`, { headers, as: null }))).toEqual(DENIED);
  });
});

describe('ACLs of versions', () => {
  const gateway = useAccounts();

  it('are each version’s own', async () => {
    const headers = { 'x-amz-object-ownership': 'ObjectWriter' };
    await gateway().send('PUT', '/photos', { headers, as: ALICE }).expect(200);
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    await gateway().send('PUT', '/photos?versioning', { body, as: ALICE }).expect(200);
    const write = async (acl: string) => {
      const answer = await gateway().send('PUT', '/photos/a', {
        body: acl,
        headers: { 'x-amz-acl': acl },
        as: ALICE,
      });
      return answer.headers['x-amz-version-id'] as string;
    };
    const open = await write('public-read');
    const closed = await write('private');
    const read = async (query: string) =>
      (await gateway().send('GET', `/photos/a${query}`, { as: null })).status;
    expect([await read(`?versionId=${open}`), await read(`?versionId=${closed}`), await read('')]).toEqual([
      200, 403, 403,
    ]);
    const answer = await gateway().send('PUT', `/photos/a?acl&versionId=${open}`, {
      headers: { 'x-amz-acl': 'private' },
      as: ALICE,
    });
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0', 'x-amz-version-id': open });
    expect(await read(`?versionId=${open}`)).toBe(403);
  });
});
