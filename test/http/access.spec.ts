import { createHash } from 'node:crypto';
import { ALICE, BOB, policyOf, useAccounts } from '../support/accounts.js';
import { documentOf, errorOf } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { type Credentials, ROOT } from '../support/test-gateway.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const OPEN = { principals: ['bob'] };

describe.each(BACKENDS)('access by policy and ownership on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  beforeEach(async () => {
    bucket = `/bucket-${++count}`;
    await gateway().send('PUT', bucket, { as: ALICE }).expect(200);
    await gateway().send('PUT', `${bucket}/a`, { body: 'hello', as: ALICE }).expect(200);
  });

  const allow = async (...actions: string[]) => say(policyOf(bucket.slice(1), 'Allow', actions, OPEN));
  const say = async (body: string) =>
    gateway().send('PUT', `${bucket}?policy`, { body, as: ALICE }).expect(204);
  const ask = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    as: Credentials = BOB,
  ) => gateway().send(method, `${bucket}${path}`, { headers, as });

  it('a policy opens the actions that it names, one by one', async () => {
    const rows: [action: string, method: string, path: string, status: number][] = [
      ['s3:ListBucket', 'GET', '', 200],
      ['s3:ListBucket', 'HEAD', '', 200],
      ['s3:GetBucketLocation', 'GET', '?location', 200],
      ['s3:GetObject', 'GET', '/a', 200],
      ['s3:GetObjectTagging', 'GET', '/a?tagging', 200],
      ['s3:GetObjectAcl', 'GET', '/a?acl', 200],
      ['s3:GetBucketAcl', 'GET', '?acl', 200],
      ['s3:GetBucketOwnershipControls', 'GET', '?ownershipControls', 200],
      ['s3:PutObject', 'PUT', '/b', 200],
      ['s3:DeleteObject', 'DELETE', '/b', 204],
    ];
    for (const [action, method, path, status] of rows) {
      await allow('s3:GetBucketCORS');
      expect([action, (await ask(method, path)).status]).toEqual([action, 403]);
      await allow(action);
      expect([action, (await ask(method, path)).status]).toEqual([action, status]);
    }
  });

  it.each([
    [{ 'x-amz-tagging': 'a=1' }, 's3:PutObjectTagging', 200],
    [{ 'x-amz-acl': 'bucket-owner-full-control' }, 's3:PutObjectAcl', 200],
    [{ 'x-amz-grant-read': 'id=bob' }, 's3:PutObjectAcl', 400],
    [{ 'x-amz-object-lock-legal-hold': 'ON' }, 's3:PutObjectLegalHold', 400],
    [
      {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z',
      },
      's3:PutObjectRetention',
      400,
    ],
  ])('a write with %j needs %s as well', async (headers, action, status) => {
    await allow('s3:PutObject');
    expect((await ask('PUT', '/b')).status).toBe(200);
    expect(errorOf(await ask('PUT', '/b', headers))).toEqual(DENIED);
    expect(errorOf(await ask('POST', '/b?uploads', headers))).toEqual(DENIED);
    await allow('s3:PutObject', action);
    expect((await ask('PUT', '/b', headers)).status).toBe(status);
  });

  it('a Deny of what headers ask for holds for the owner too', async () => {
    await say(policyOf(bucket.slice(1), 'Deny', ['s3:PutObjectTagging']));
    expect((await ask('PUT', '/b', {}, ALICE)).status).toBe(200);
    expect(errorOf(await ask('PUT', '/b', { 'x-amz-tagging': 'a=1' }, ALICE))).toEqual(DENIED);
    expect((await ask('PUT', '/b', { 'x-amz-tagging': 'a=1' }, ROOT)).status).toBe(200);
  });

  it('a Deny holds for the owner, who can take it back', async () => {
    await say(policyOf(bucket.slice(1), 'Deny', ['s3:*']));
    for (const path of ['', '/a', '?acl']) expect(errorOf(await ask('GET', path, {}, ALICE))).toEqual(DENIED);
    expect((await ask('GET', '/a', {}, ROOT)).status).toBe(200);
    expect((await ask('GET', '?policy', {}, ALICE)).status).toBe(200);
    expect(errorOf(await ask('GET', '?policy'))).toEqual(DENIED);
    expect((await ask('DELETE', '?policy', {}, ALICE)).status).toBe(204);
    expect((await ask('GET', '/a', {}, ALICE)).status).toBe(200);
  });

  it('the attributes of an object need the object as well', async () => {
    const headers = { 'x-amz-object-attributes': 'ETag' };
    for (const action of ['s3:GetObject', 's3:GetObjectAttributes']) {
      await allow(action);
      expect(errorOf(await ask('GET', '/a?attributes', headers))).toEqual(DENIED);
    }
    await allow('s3:GetObject', 's3:GetObjectAttributes');
    expect((await ask('GET', '/a?attributes', headers)).status).toBe(200);
  });

  it('a version needs the action of versions', async () => {
    await allow('s3:GetObject');
    expect(errorOf(await ask('GET', '/a?versionId=null'))).toEqual(DENIED);
    expect((await ask('HEAD', '/a?versionId=null')).status).toBe(403);
    await allow('s3:GetObjectVersion');
    expect((await ask('GET', '/a?versionId=null')).status).toBe(200);
    expect(errorOf(await ask('GET', '/a'))).toEqual(DENIED);
    await allow('s3:DeleteObject');
    expect(errorOf(await ask('DELETE', '/a?versionId=null'))).toEqual(DENIED);
  });

  describe('a copy', () => {
    const copy = async (headers: Record<string, string> = {}) =>
      ask('PUT', '/copy', { 'x-amz-copy-source': `${bucket}/a`, ...headers });

    it('needs its source', async () => {
      await allow('s3:PutObject');
      expect(errorOf(await copy())).toEqual(DENIED);
      await allow('s3:GetObject');
      expect(errorOf(await copy())).toEqual(DENIED);
      await allow('s3:PutObject', 's3:GetObject');
      expect((await copy()).status).toBe(200);
      expect(errorOf(await copy({ 'x-amz-copy-source': `${bucket}/a?versionId=null` }))).toEqual(DENIED);
    });

    it('needs the tags that it takes along', async () => {
      await gateway()
        .send('PUT', `${bucket}/a`, { body: 'x', headers: { 'x-amz-tagging': 'a=1' }, as: ALICE })
        .expect(200);
      await allow('s3:PutObject', 's3:GetObject');
      expect(errorOf(await copy())).toEqual(DENIED);
      expect((await copy({ 'x-amz-tagging-directive': 'REPLACE' })).status).toBe(200);
      await allow('s3:PutObject', 's3:GetObject', 's3:GetObjectTagging');
      expect(errorOf(await copy())).toEqual(DENIED);
      await allow('s3:PutObject', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObjectTagging');
      expect((await copy()).status).toBe(200);
    });
  });

  describe('a condition', () => {
    const allowIf = async (action: string, condition: object) =>
      say(policyOf(bucket.slice(1), 'Allow', [action], { ...OPEN, condition }));

    it.each([
      [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 200],
      [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 403],
      [{ Bool: { 'aws:SecureTransport': 'true' } }, 403],
      [{ Bool: { 'aws:SecureTransport': 'false' } }, 200],
      [{ StringLike: { 'aws:UserAgent': 'test/*' } }, 200],
      [{ StringLike: { 'aws:Referer': 'https://example.com/*' } }, 403],
      [{ StringEquals: { 'aws:username': 'bob' } }, 200],
      [{ StringEquals: { 's3:authType': 'REST-HEADER' } }, 200],
      [{ StringEquals: { 's3:authType': 'REST-QUERY-STRING' } }, 403],
      [{ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, 200],
      [{ NumericLessThan: { 'aws:EpochTime': '1600000000' } }, 403],
      [{ StringEquals: { 's3:ExistingObjectTag/open': 'yes' } }, 403],
      [{ StringEquals: { 's3:ExistingObjectTag/colour': 'blue' } }, 200],
    ])('%j answers a read with %i', async (condition, status) => {
      await gateway()
        .send('PUT', `${bucket}/a`, { body: 'x', headers: { 'x-amz-tagging': 'colour=blue' }, as: ALICE })
        .expect(200);
      await allowIf('s3:GetObject', condition);
      expect((await ask('GET', '/a', { 'user-agent': 'test/1.0' })).status).toBe(status);
    });

    it('on a prefix opens that part of the bucket', async () => {
      await allowIf('s3:ListBucket', { StringLike: { 's3:prefix': 'home/bob/*' } });
      expect((await ask('GET', '?prefix=home/bob/x')).status).toBe(200);
      for (const query of ['?prefix=home/alice/x', '']) expect((await ask('GET', query)).status).toBe(403);
    });

    it('on what a document says is asked once the document is read', async () => {
      const tag = async (value: string) =>
        gateway().send('PUT', `${bucket}/a?tagging`, {
          body: `<Tagging><TagSet><Tag><Key>colour</Key><Value>${value}</Value></Tag></TagSet></Tagging>`,
          as: BOB,
        });
      expect(errorOf(await tag('blue'))).toEqual(DENIED);
      await allowIf('s3:PutObjectTagging', { StringEquals: { 's3:RequestObjectTag/colour': 'blue' } });
      expect((await tag('blue')).status).toBe(200);
      expect(errorOf(await tag('red'))).toEqual(DENIED);
      const tags = documentOf(await ask('GET', '/a?tagging', {}, ALICE), 'Tagging');
      expect(tags).toEqual({ TagSet: { Tag: { Key: 'colour', Value: 'blue' } } });
    });

    it('on how long a retention is holds for the owner too', async () => {
      const path = `${bucket}-locked`;
      const headers = { 'x-amz-bucket-object-lock-enabled': 'true' };
      await gateway().send('PUT', path, { headers, as: ALICE }).expect(200);
      await gateway().send('PUT', `${path}/a`, { body: 'x', as: ALICE }).expect(200);
      const policy = policyOf(path.slice(1), 'Deny', ['s3:PutObjectRetention', 's3:PutObjectLegalHold'], {
        condition: { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': '10' } },
      });
      await gateway().send('PUT', `${path}?policy`, { body: policy, as: ALICE }).expect(204);
      const retain = async (days: number) => {
        const until = new Date(Date.now() + days * 86_400_000).toISOString();
        const body = `<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`;
        const md5 = createHash('md5').update(body).digest('base64');
        return gateway().send('PUT', `${path}/a?retention`, {
          body,
          headers: { 'content-md5': md5 },
          as: ALICE,
        });
      };
      expect(errorOf(await retain(20))).toEqual(DENIED);
      expect((await retain(5)).status).toBe(200);
    });

    it('on what a write says of itself is read from its headers', async () => {
      await allowIf('s3:PutObject', { StringEquals: { 's3:x-amz-storage-class': 'STANDARD' } });
      expect((await ask('PUT', '/b', { 'x-amz-storage-class': 'STANDARD' })).status).toBe(200);
      expect((await ask('PUT', '/b')).status).toBe(403);
      await allowIf('s3:PutObject', { StringEquals: { 's3:x-amz-copy-source': `${bucket.slice(1)}/a` } });
      expect((await ask('PUT', '/b')).status).toBe(403);
    });
  });

  it('a key that is not there is only for who may list', async () => {
    await allow('s3:GetObject');
    expect(errorOf(await ask('GET', '/absent'))).toEqual(DENIED);
    await allow('s3:GetObject', 's3:ListBucket');
    expect(errorOf(await ask('GET', '/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(errorOf(await ask('GET', '/absent', {}, ALICE))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
  });

  it('a bucket that is not there is not there for anybody', async () => {
    for (const as of [ALICE, BOB, null])
      expect(errorOf(await gateway().send('GET', '/absent', { as }))).toMatchObject({
        status: 404,
        Code: 'NoSuchBucket',
      });
  });

  it('another owner than expected refuses everybody', async () => {
    await allow('s3:GetObject');
    const expecting = (owner: string): Record<string, string> => ({ 'x-amz-expected-bucket-owner': owner });
    expect((await ask('GET', '/a', expecting('alice'))).status).toBe(200);
    for (const as of [ALICE, BOB, ROOT])
      expect(errorOf(await ask('GET', '/a', expecting('bob'), as))).toEqual(DENIED);
  });

  it('goes with the owner that gave it', async () => {
    await allow('s3:GetObject');
    const path = `/change-bucket-owner?bucket=${bucket.slice(1)}&owner=${ROOT.access}`;
    await gateway().send('PATCH', path).expect(200);
    for (const as of [ALICE, BOB]) expect(errorOf(await ask('GET', '/a', {}, as))).toEqual(DENIED);
    expect(errorOf(await ask('GET', '?policy', {}, ROOT))).toMatchObject({ Code: 'NoSuchBucketPolicy' });
  });

  it('lists name the owner of what was written', async () => {
    const list = documentOf(await ask('GET', '', {}, ALICE), 'ListBucketResult');
    expect(list['Contents']).toMatchObject({ Owner: { ID: 'alice', DisplayName: 'alice' } });
  });
});
