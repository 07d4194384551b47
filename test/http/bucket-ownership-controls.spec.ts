import { ALICE, BOB, useAccounts } from '../support/accounts.js';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const controls = (ownership: string): string =>
  `<OwnershipControls xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ObjectOwnership>${ownership}</ObjectOwnership></Rule></OwnershipControls>`;
const NOT_FOUND = {
  status: 404,
  Code: 'OwnershipControlsNotFoundError',
  Message: 'The bucket ownership controls were not found',
  BucketName: 'photos',
};

describe.each(BACKENDS)('ownership controls on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = async (body?: string, path = '/photos') =>
    gateway().send('PUT', `${path}?ownershipControls`, { body });
  const get = async (path = '/photos') => gateway().send('GET', `${path}?ownershipControls`);
  const ownership = async (path?: string) => documentOf(await get(path), 'OwnershipControls')['Rule'];

  it('of a new bucket switch ACLs off', async () => {
    const answer = await get();
    expectIds(answer);
    expect(documentOf(answer, 'OwnershipControls')).toEqual({
      Rule: { ObjectOwnership: 'BucketOwnerEnforced' },
    });
  });

  it.each(['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced'])('become %s', async (value) => {
    const answer = await put(controls(value));
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
    expect(await ownership()).toEqual({ ObjectOwnership: value });
  });

  it.each([
    ['BucketOwnerPreferred', {}],
    ['ObjectWriter', { 'x-amz-acl': 'public-read' }],
    ['BucketOwnerEnforced', { 'x-amz-acl': 'private' }],
  ])('are %s from the start when CreateBucket says so', async (value, headers) => {
    const path = `/made-${value.toLowerCase()}`;
    await gateway()
      .send('PUT', path, { headers: { 'x-amz-object-ownership': value, ...headers } })
      .expect(200);
    expect(await ownership(path)).toEqual({ ObjectOwnership: value });
  });

  it('are BucketOwnerPreferred for a bucket that is made with an ACL', async () => {
    await gateway()
      .send('PUT', '/shared', { headers: { 'x-amz-acl': 'public-read' } })
      .expect(200);
    expect(await ownership('/shared')).toEqual({ ObjectOwnership: 'BucketOwnerPreferred' });
    expect(errorOf(await put(controls('BucketOwnerEnforced'), '/shared'))).toEqual({
      status: 400,
      Code: 'InvalidBucketAclWithObjectOwnership',
      Message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      BucketName: 'shared',
    });
    await gateway()
      .send('PUT', '/shared?acl', { headers: { 'x-amz-acl': 'private' } })
      .expect(200);
    expect((await put(controls('BucketOwnerEnforced'), '/shared')).status).toBe(200);
  });

  it('are deleted, once and again', async () => {
    for (let time = 0; time < 2; time += 1) {
      const answer = await gateway().send('DELETE', '/photos?ownershipControls');
      expect(answer.status).toBe(204);
      expect(errorOf(await get())).toEqual(NOT_FOUND);
    }
    expect((await put(controls('BucketOwnerEnforced'))).status).toBe(200);
  });

  it.each([
    controls('Nobody'),
    controls(''),
    '<OwnershipControls/>',
    '<OwnershipControls><Rule/></OwnershipControls>',
    `<OwnershipControls>${'<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>'.repeat(2)}</OwnershipControls>`,
    '<Other/>',
    'text',
  ])('refuse the document %s', async (body) => {
    const before = await ownership();
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
    expect(await ownership()).toEqual(before);
  });

  it('need a document', async () => {
    expect(errorOf(await put())).toMatchObject({ status: 400, Code: 'MissingRequestBodyError' });
  });

  it.each(['GET', 'PUT', 'DELETE'])('%s says what is missing', async (method) => {
    expect(errorOf(await gateway().send(method, '/absent?ownershipControls'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });
});

describe('ownership controls', () => {
  const gateway = useAccounts();

  it('are for the owner of the bucket alone', async () => {
    await gateway()
      .send('PUT', '/photos', { headers: { 'x-amz-grant-full-control': 'id=bob' }, as: ALICE })
      .expect(200);
    for (const as of [BOB, null])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect(errorOf(await gateway().send(method, '/photos?ownershipControls', { as }))).toMatchObject({
          status: 403,
          Code: 'AccessDenied',
        });
  });
});
