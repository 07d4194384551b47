import { createHash } from 'node:crypto';
import { ALICE, policyOf, useAccounts } from '../support/accounts.js';
import { documentOf, errorOf, plain } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { readXml } from '../../src/s3/xml/xml.reader.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const md5 = (body: string): Record<string, string> => ({
  'content-md5': createHash('md5').update(body).digest('base64'),
});

/** Whatever a bucket opens, these are never for callers without a signature. */
const NEVER: readonly (readonly [method: string, path: string, headers: Record<string, string>])[] = [
  ['GET', '/', {}],
  ['PUT', '/made-by-nobody', {}],
  ['PUT', '/open/copy', { 'x-amz-copy-source': '/open/a' }],
  ['PUT', '/open/a?partNumber=1&uploadId=u', { 'x-amz-copy-source': '/open/a' }],
  ['POST', '/open/big?uploads', {}],
  ['PUT', '/open?acl', { 'x-amz-acl': 'private' }],
  ['PUT', '/open/a?acl', { 'x-amz-acl': 'private' }],
  ['PUT', '/open?ownershipControls', {}],
  ['DELETE', '/open?ownershipControls', {}],
  ['PUT', '/open?publicAccessBlock', {}],
  ['DELETE', '/open?publicAccessBlock', {}],
  ['PUT', '/open?policy', {}],
  ['DELETE', '/open?policy', {}],
  ['POST', '/open/a?select&select-type=2', {}],
];

describe.each(BACKENDS)('callers without a signature on %s', (backend) => {
  const gateway = useAccounts({ backend });
  const ask = async (method: string, path: string, sending: object = {}) =>
    gateway().send(method, path, { ...sending, as: null });

  beforeEach(async () => {
    const make = async (bucket: string, headers: Record<string, string>) => {
      const answer = await gateway().send('PUT', bucket, { headers, as: ALICE });
      if (![200, 409].includes(answer.status)) throw new Error(`${bucket}: ${answer.status}`);
    };
    await make('/closed', {});
    await make('/open', { 'x-amz-acl': 'public-read-write' });
    await make('/by-policy', {});
    for (const bucket of ['/closed', '/open', '/by-policy'])
      await gateway().send('PUT', `${bucket}/a`, { body: 'hello', as: ALICE }).expect(200);
  });

  it('list, write and delete where an ACL opens that to everybody', async () => {
    expect((await ask('HEAD', '/open')).status).toBe(200);
    expect(documentOf(await ask('GET', '/open?list-type=2'), 'ListBucketResult')['KeyCount']).toBe('1');
    expect((await ask('PUT', '/open/b', { body: 'from nobody' })).status).toBe(200);
    expect((await ask('DELETE', '/open/b')).status).toBe(204);
  });

  it('read no object that its own ACL keeps closed, nor another document of the bucket', async () => {
    for (const path of [
      '/open/a',
      '/open/a?acl',
      '/open/a?tagging',
      '/open?acl',
      '/open?policy',
      '/open?location',
    ])
      expect([path, errorOf(await ask('GET', path))]).toEqual([path, DENIED]);
  });

  it('give what they write to the owner of the bucket', async () => {
    await ask('PUT', '/open/b', { body: 'from nobody' });
    const acl = documentOf(await gateway().send('GET', '/open/b?acl', { as: ALICE }), 'AccessControlPolicy');
    expect(acl['Owner']).toEqual({ ID: 'alice', DisplayName: 'alice' });
    await gateway().send('DELETE', '/open/b', { as: ALICE }).expect(204);
  });

  it.each(NEVER)('may not %s %s, whatever is open', async (method, path, headers) => {
    const policy = policyOf('open', 'Allow', ['s3:*']);
    await gateway().send('PUT', '/open?policy', { body: policy, as: ALICE }).expect(204);
    expect(errorOf(await ask(method, path, { headers }))).toMatchObject({
      status: 403,
      Code: 'AccessDenied',
    });
    await gateway().send('DELETE', '/open?policy', { as: ALICE }).expect(204);
  });

  it('do what a policy allows to everybody, and no more', async () => {
    const body = policyOf('by-policy', 'Allow', ['s3:GetObject', 's3:PutObject']);
    await gateway().send('PUT', '/by-policy?policy', { body, as: ALICE }).expect(204);
    expect((await ask('GET', '/by-policy/a')).body.toString()).toBe('hello');
    expect((await ask('PUT', '/by-policy/b', { body: 'x' })).status).toBe(200);
    expect(errorOf(await ask('GET', '/by-policy'))).toEqual(DENIED);
    expect(errorOf(await ask('DELETE', '/by-policy/b'))).toEqual(DENIED);
    const headers = { 'x-amz-tagging': 'a=1' };
    expect(errorOf(await ask('PUT', '/by-policy/b', { body: 'x', headers }))).toEqual(DENIED);
  });

  it('delete of many keys those that they may', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:DeleteObject' };
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...statement, Resource: 'arn:aws:s3:::by-policy/tmp/*' }],
    });
    await gateway().send('PUT', '/by-policy?policy', { body: policy, as: ALICE }).expect(204);
    await gateway().send('PUT', '/by-policy/tmp/b', { body: 'x', as: ALICE }).expect(200);
    const body = '<Delete><Object><Key>a</Key></Object><Object><Key>tmp/b</Key></Object></Delete>';
    const answer = await ask('POST', '/by-policy?delete', { body, headers: md5(body) });
    expect(answer.status).toBe(200);
    expect(plain(readXml(answer.body, 'DeleteResult'))).toEqual({
      Deleted: { Key: 'tmp/b' },
      Error: { Key: 'a', Code: 'AccessDenied', Message: 'Access Denied' },
    });
    expect((await gateway().send('HEAD', '/by-policy/a', { as: ALICE })).status).toBe(200);
  });

  it('learn that a bucket is not there, and of a key only where they may list', async () => {
    expect(errorOf(await ask('GET', '/absent'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await ask('GET', '/absent/a'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await ask('GET', '/closed/absent'))).toEqual(DENIED);
    expect(errorOf(await ask('GET', '/open/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    const body = policyOf('by-policy', 'Allow', ['s3:GetObject']);
    await gateway().send('PUT', '/by-policy?policy', { body, as: ALICE }).expect(204);
    expect(errorOf(await ask('GET', '/by-policy/absent'))).toEqual(DENIED);
    expect((await ask('HEAD', '/by-policy/absent')).status).toBe(403);
    const both = policyOf('by-policy', 'Allow', ['s3:GetObject', 's3:ListBucket']);
    await gateway().send('PUT', '/by-policy?policy', { body: both, as: ALICE }).expect(204);
    expect(errorOf(await ask('GET', '/by-policy/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
  });

  it('are stopped by a Deny where an ACL would let them', async () => {
    const body = policyOf('open', 'Deny', ['s3:PutObject']);
    await gateway().send('PUT', '/open?policy', { body, as: ALICE }).expect(204);
    expect(errorOf(await ask('PUT', '/open/b', { body: 'x' }))).toEqual(DENIED);
    expect((await ask('GET', '/open')).status).toBe(200);
    await gateway().send('DELETE', '/open?policy', { as: ALICE }).expect(204);
  });
});
