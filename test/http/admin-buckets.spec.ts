import { type Answer, documentOf, errorOf } from '../support/answer.js';
import { ALICE, BOB, policyOf, useAccounts } from '../support/accounts.js';
import { BACKENDS } from '../support/http-subject.js';
import { ROOT, type Sending } from '../support/test-gateway.js';

const NO_USER = {
  status: 404,
  Code: 'XAdminUserNotFound',
  Message: 'No user exists with the provided access key ID.',
};
const NO_ADMINISTRATOR = {
  status: 403,
  Code: 'XAdminAccessDenied',
  Message: 'Only admin users have access to this resource.',
};

describe.each(BACKENDS)('the administration of buckets on %s', (backend) => {
  const gateway = useAccounts({ backend });
  const patch = (path: string, sending: Sending = {}) => gateway().send('PATCH', path, sending);
  const create = (bucket: string, owner: string, sending: Sending = {}) =>
    patch(`/${bucket}/create`, { ...sending, headers: { 'x-vgw-owner': owner, ...sending.headers } });
  const give = (bucket: string, owner: string, sending: Sending = {}) =>
    patch(`/change-bucket-owner?bucket=${bucket}&owner=${owner}`, sending);
  const owners = async (): Promise<Record<string, string>> => {
    const answer: Answer = await patch('/list-buckets');
    const { Buckets = [] } = documentOf(answer, 'ListBucketsResult');
    const list = [Buckets].flat() as unknown as { readonly Name: string; readonly Owner: string }[];
    return Object.fromEntries(list.map(({ Name, Owner }) => [Name, Owner]));
  };

  it('creates buckets for accounts, which are theirs', async () => {
    expect((await create('of-alice', ALICE.access)).status).toBe(201);
    await gateway().send('PUT', '/of-alice/a', { body: 'hello', as: ALICE }).expect(200);
    expect(errorOf(await gateway().send('GET', '/of-alice/a', { as: BOB }))).toMatchObject({
      status: 403,
      Code: 'AccessDenied',
    });
    expect(await owners()).toMatchObject({ 'of-alice': ALICE.access });
  });

  it('lists the buckets of everybody in order, those of root under its access key', async () => {
    await gateway().send('PUT', '/of-root').expect(200);
    await create('another', BOB.access).expect(201);
    const list = await owners();
    expect(list).toMatchObject({ another: BOB.access, 'of-root': ROOT.access });
    expect(Object.keys(list)).toEqual(Object.keys(list).toSorted());
  });

  it('gives a bucket away without what its owner had granted', async () => {
    await create('given', ALICE.access).expect(201);
    await gateway().send('PUT', '/given/a', { body: 'hello', as: ALICE }).expect(200);
    const policy = policyOf('given', 'Allow', ['s3:GetObject'], { principals: [ALICE.access] });
    await gateway().send('PUT', '/given?policy', { body: policy, as: ALICE }).expect(204);
    expect((await give('given', BOB.access)).status).toBe(200);
    await gateway().send('GET', '/given/a', { as: BOB }).expect(200);
    await gateway().send('GET', '/given/a', { as: ALICE }).expect(403);
    expect(errorOf(await gateway().send('GET', '/given?policy'))).toMatchObject({
      Code: 'NoSuchBucketPolicy',
    });
    expect(await owners()).toMatchObject({ given: BOB.access });
  });

  it('refuses owners and buckets that are not there', async () => {
    expect(errorOf(await create('for-nobody', 'nobody'))).toEqual(NO_USER);
    await gateway().send('HEAD', '/for-nobody').expect(404);
    await create('kept', ALICE.access).expect(201);
    expect(errorOf(await give('kept', 'nobody'))).toEqual(NO_USER);
    expect(await owners()).toMatchObject({ kept: ALICE.access });
    expect(errorOf(await give('absent', BOB.access))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
      BucketName: 'absent',
    });
  });

  it('refuses names that are taken or none', async () => {
    await create('taken', ALICE.access).expect(201);
    expect(errorOf(await create('taken', ALICE.access))).toMatchObject({
      status: 409,
      Code: 'BucketAlreadyOwnedByYou',
    });
    expect(errorOf(await create('taken', BOB.access))).toMatchObject({
      status: 409,
      Code: 'BucketAlreadyExists',
    });
    expect(errorOf(await create('No_Name', BOB.access))).toMatchObject({
      status: 400,
      Code: 'InvalidBucketName',
    });
  });

  it('asks for its parameters', async () => {
    for (const path of ['/change-bucket-owner?bucket=taken', '/change-bucket-owner', '/fresh/create']) {
      expect(errorOf(await patch(path))).toMatchObject({ status: 400, Code: 'XAdminInvalidRequest' });
    }
  });

  it('is for administrators', async () => {
    for (const as of [ALICE, BOB]) {
      expect(errorOf(await create('mine', as.access, { as }))).toEqual(NO_ADMINISTRATOR);
      expect(errorOf(await give('taken', as.access, { as }))).toEqual(NO_ADMINISTRATOR);
      expect(errorOf(await patch('/list-buckets', { as }))).toEqual(NO_ADMINISTRATOR);
    }
    await gateway().send('HEAD', '/mine').expect(404);
  });
});
