import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const configuration = (location: string): string =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`;

describe.each(BACKENDS)('CreateBucket on %s', (backend) => {
  const gateway = useGateway({ backend });
  const create = (path: string, body?: string) => gateway().send('PUT', path, { body });

  it('makes a bucket and says where it is', async () => {
    const answer = await create('/photos');
    expect(answer.status).toBe(200);
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({
      location: '/photos',
      'x-amz-bucket-arn': 'arn:aws:s3:::photos',
      'content-length': '0',
    });
    await gateway().send('HEAD', '/photos').expect(200);
    await gateway().send('PUT', '/trailing-slash/').expect(200);
    await gateway().send('HEAD', '/trailing-slash').expect(200);
  });

  it('refuses one that is there already', async () => {
    await create('/twice').expect(200);
    expect(errorOf(await create('/twice'))).toEqual({
      status: 409,
      Code: 'BucketAlreadyOwnedByYou',
      Message: 'Your previous request to create the named bucket succeeded and you already own it.',
      BucketName: 'twice',
    });
  });

  it('refuses a promise of object lock that would not be kept', async () => {
    const headers = { 'x-amz-bucket-object-lock-enabled': 'true' };
    expect(errorOf(await gateway().send('PUT', '/locked', { headers }))).toEqual({
      status: 501,
      Code: 'NotImplemented',
      Message: 'A header you provided implies functionality that is not implemented',
      Header: 'x-amz-bucket-object-lock-enabled',
    });
    await gateway().send('HEAD', '/locked').expect(404);
    await gateway()
      .send('PUT', '/unlocked', { headers: { 'x-amz-bucket-object-lock-enabled': 'false' } })
      .expect(200);
  });

  it('lets one of many racing creators win', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, async () => create('/raced')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
  });

  it.each([
    'ab',
    'a'.repeat(64),
    'Photos',
    'under_score',
    '-hyphen',
    'hyphen-',
    'two..dots',
    '.hidden',
    '192.168.5.4',
    'xn--bucket',
    'bucket-s3alias',
    '%C3%A4bc',
    'a%2Fb',
  ])('refuses the name %s', async (name) => {
    expect(errorOf(await create(`/${name}`))).toEqual({
      status: 400,
      Code: 'InvalidBucketName',
      Message: 'The specified bucket is not valid.',
      BucketName: decodeURIComponent(name),
    });
  });

  it.each(['abc', 'a.b-c', '123', 'a'.repeat(63)])('takes the name %s', async (name) => {
    expect((await create(`/${name}`)).status).toBe(200);
  });

  it.each(['us-east-1', 'eu-west-1'])('refuses the location %s', async (location) => {
    expect(errorOf(await create('/located', configuration(location)))).toEqual({
      status: 400,
      Code: 'InvalidLocationConstraint',
      Message: 'The specified location-constraint is not valid',
      LocationConstraint: location,
    });
    await gateway().send('HEAD', '/located').expect(404);
  });

  it('takes a configuration without a location', async () => {
    expect((await create('/configured', '<CreateBucketConfiguration/>')).status).toBe(200);
  });

  it.each(['<CreateBucketConfiguration>', '<Other/>', 'text', '<!DOCTYPE a><CreateBucketConfiguration/>'])(
    'refuses the configuration %s',
    async (body) => {
      expect(errorOf(await create('/malformed', body))).toEqual({
        status: 400,
        Code: 'MalformedXML',
        Message: 'The XML you provided was not well-formed or did not validate against our published schema',
      });
      await gateway().send('HEAD', '/malformed').expect(404);
    },
  );
});

describe('CreateBucket in another region', () => {
  const gateway = useGateway({ server: { region: 'us-east-1', disableStrictBucketNames: true } });

  it('takes names beyond the rules of S3 when it is told to', async () => {
    await gateway().send('PUT', '/Under_Score').expect(200);
    const list = documentOf(await gateway().send('GET', '/'), 'ListAllMyBucketsResult');
    expect(list['Buckets']).toMatchObject({ Bucket: { Name: 'Under_Score' } });
    expect(errorOf(await gateway().send('PUT', '/.hidden'))).toMatchObject({ Code: 'InvalidBucketName' });
  });
});
