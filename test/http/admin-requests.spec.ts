import { rm } from 'node:fs/promises';
import { plain, documentOf, errorOf, expectIds } from '../support/answer.js';
import { readXml } from '../../src/s3/xml/xml.reader.js';
import { makeDirectory } from '../support/http-subject.js';
import { TestGateway } from '../support/test-gateway.js';

const account = (more: string): string => `<Account>${more}</Account>`;
const ALICE =
  '<Access>alice</Access><Secret>s</Secret><Role>user</Role><UserID>1</UserID><GroupID>2</GroupID><ProjectID>3</ProjectID>';

describe('requests to the administration API', () => {
  let directory: string;
  let gateway: TestGateway;
  const patch = (path: string, body?: string, headers: Record<string, string> = {}) =>
    gateway.send('PATCH', path, { body, headers });

  beforeEach(async () => {
    directory = await makeDirectory();
    gateway = await TestGateway.start({ iam: { dir: directory } });
  });
  afterEach(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });

  it('create, change, list and delete an account', async () => {
    const created = await patch('/create-user', account(ALICE));
    expectIds(created);
    expect(created.status).toBe(201);
    expect(
      (await patch('/update-user?access=alice', '<MutableProps><Role>admin</Role></MutableProps>')).status,
    ).toBe(200);
    const list = await patch('/list-users');
    expect(list.status).toBe(200);
    expect(plain(readXml(list.body, 'ListUserAccountsResult'))).toEqual({
      Accounts: { Access: 'alice', Secret: 's', Role: 'admin', UserID: '1', GroupID: '2', ProjectID: '3' },
    });
    expect((await patch('/delete-user?access=alice')).status).toBe(200);
    expect(documentOf(await patch('/list-users'), 'ListUserAccountsResult')).toBe('');
  });

  it('create a bucket for an account and give it away', async () => {
    await patch('/create-user', account(ALICE)).expect(201);
    expect((await patch('/photos/create', undefined, { 'x-vgw-owner': 'alice' })).status).toBe(201);
    const alice = { access: 'alice', secret: 's' };
    expect((await gateway.send('HEAD', '/photos', { as: alice })).status).toBe(200);
    expect((await patch('/change-bucket-owner?bucket=photos&owner=TESTROOTACCESSKEY')).status).toBe(200);
    expect((await gateway.send('HEAD', '/photos', { as: alice })).status).toBe(403);
    expect(documentOf(await patch('/list-buckets'), 'ListBucketsResult')).toEqual({
      Buckets: { Name: 'photos', Owner: 'TESTROOTACCESSKEY' },
    });
  });

  it('create a bucket with the headers and the body of CreateBucket', async () => {
    await patch('/create-user', account(ALICE)).expect(201);
    const body =
      '<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>1</Value></Tag></Tags></CreateBucketConfiguration>';
    const headers = {
      'x-vgw-owner': 'alice',
      'x-amz-acl': 'public-read',
      'x-amz-bucket-object-lock-enabled': 'true',
    };
    expect((await patch('/photos/create', body, headers)).status).toBe(201);
    const alice = { access: 'alice', secret: 's' };
    const get = async (query: string) => gateway.send('GET', `/photos?${query}`, { as: alice });
    expect(documentOf(await get('tagging'), 'Tagging')).toEqual({
      TagSet: { Tag: { Key: 'a', Value: '1' } },
    });
    expect(documentOf(await get('versioning'), 'VersioningConfiguration')).toEqual({ Status: 'Enabled' });
    expect(documentOf(await get('acl'), 'AccessControlPolicy')['Owner']).toEqual({
      ID: 'alice',
      DisplayName: 'alice',
    });
    expect((await gateway.send('GET', '/photos', { as: null })).status).toBe(200);
    expect(errorOf(await patch('/other/create', '<Other/>', { 'x-vgw-owner': 'alice' }))).toMatchObject({
      status: 400,
      Code: 'MalformedXML',
    });
  });

  it.each([
    ['/create-user', account('<Access>a</Access>'), 400, 'XAdminInvalidArgument'],
    ['/create-user', account(ALICE.replace('user<', 'king<')), 400, 'XAdminInvalidArgument'],
    ['/create-user', account(ALICE.replace('alice', 'a/b')), 400, 'XAdminInvalidRequest'],
    ['/create-user', account(ALICE.replace('alice', 'TESTROOTACCESSKEY')), 409, 'XAdminUserExists'],
    ['/create-user', '<Account>', 400, 'XAdminInvalidRequest'],
    ['/create-user', '<!DOCTYPE a><Account/>', 400, 'XAdminInvalidRequest'],
    ['/create-user', undefined, 400, 'XAdminInvalidRequest'],
    ['/update-user?access=nobody', '<MutableProps/>', 404, 'XAdminUserNotFound'],
    ['/update-user', '<MutableProps/>', 400, 'XAdminInvalidRequest'],
    ['/delete-user?access=nobody', undefined, 404, 'XAdminUserNotFound'],
    ['/delete-user?access=TESTROOTACCESSKEY', undefined, 404, 'XAdminUserNotFound'],
    ['/delete-user', undefined, 400, 'XAdminInvalidRequest'],
    ['/change-bucket-owner?bucket=photos', undefined, 400, 'XAdminInvalidRequest'],
    ['/change-bucket-owner?bucket=absent&owner=TESTROOTACCESSKEY', undefined, 404, 'NoSuchBucket'],
    ['/photos/create', undefined, 400, 'XAdminInvalidRequest'],
    ['/No/create', undefined, 400, 'XAdminInvalidRequest'],
  ])('PATCH %s with %j answers %i %s', async (path, body, status, code) => {
    expect(errorOf(await patch(path, body))).toMatchObject({ status, Code: code });
  });

  it('are refused without a signature, with XAdminAccessDenied', async () => {
    for (const path of ['/create-user', '/list-users', '/list-buckets', '/photos/create']) {
      expect(errorOf(await gateway.send('PATCH', path, { as: null }))).toEqual({
        status: 403,
        Code: 'XAdminAccessDenied',
        Message: 'Only admin users have access to this resource.',
      });
    }
  });
});

describe('the administration API of a gateway with its root account alone', () => {
  it('keeps no accounts', async () => {
    const gateway = await TestGateway.start();
    expect(errorOf(await gateway.send('PATCH', '/create-user', { body: account(ALICE) }))).toEqual({
      status: 501,
      Code: 'XAdminMethodNotSupported',
      Message: 'The method is not supported in single root user mode.',
    });
    await gateway.stop();
  });
});
