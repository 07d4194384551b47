import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const configuration = (location: string): string =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`;

const tags = (...pairs: [string, string][]): string =>
  `<CreateBucketConfiguration><Tags>${pairs.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</Tags></CreateBucketConfiguration>`;

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

  it('makes a bucket with Object Lock, which begins with versioning', async () => {
    const headers = { 'x-amz-bucket-object-lock-enabled': 'true' };
    await gateway().send('PUT', '/locked', { headers }).expect(200);
    const lock = documentOf(await gateway().send('GET', '/locked?object-lock'), 'ObjectLockConfiguration');
    expect(lock).toEqual({ ObjectLockEnabled: 'Enabled' });
    const versioning = documentOf(
      await gateway().send('GET', '/locked?versioning'),
      'VersioningConfiguration',
    );
    expect(versioning).toEqual({ Status: 'Enabled' });
    await gateway()
      .send('PUT', '/unlocked', { headers: { 'x-amz-bucket-object-lock-enabled': 'false' } })
      .expect(200);
    expect(errorOf(await gateway().send('GET', '/unlocked?object-lock'))).toMatchObject({ status: 404 });
  });

  it('makes a bucket with tags', async () => {
    expect((await create('/tagged', tags(['colour', 'blue'], ['empty', '']))).status).toBe(200);
    expect(documentOf(await gateway().send('GET', '/tagged?tagging'), 'Tagging')).toEqual({
      TagSet: {
        Tag: [
          { Key: 'colour', Value: 'blue' },
          { Key: 'empty', Value: '' },
        ],
      },
    });
    const fifty = Array.from({ length: 50 }, (_, index): [string, string] => [`k${index}`, 'v']);
    expect((await create('/much-tagged', tags(...fifty))).status).toBe(200);
    expect(errorOf(await create('/badly-tagged', tags(...fifty, ['one', 'more'])))).toMatchObject({
      status: 400,
      Code: 'BadRequest',
    });
    expect(errorOf(await create('/badly-tagged', tags(['a', '1'], ['a', '2'])))).toMatchObject({
      status: 400,
      Code: 'InvalidTag',
      TagKey: 'a',
    });
    await gateway().send('HEAD', '/badly-tagged').expect(404);
  });

  it('makes a bucket with an ACL', async () => {
    await gateway()
      .send('PUT', '/public', { headers: { 'x-amz-acl': 'public-read' } })
      .expect(200);
    expect((await gateway().send('GET', '/public', { as: null })).status).toBe(200);
    await gateway()
      .send('PUT', '/granted', {
        headers: { 'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' },
      })
      .expect(200);
    expect((await gateway().send('GET', '/granted', { as: null })).status).toBe(200);
  });

  it.each([
    [
      { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'BucketOwnerEnforced' },
      {
        Code: 'InvalidBucketAclWithObjectOwnership',
        Message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      },
    ],
    [
      { 'x-amz-object-ownership': 'Nobody' },
      {
        Code: 'InvalidArgument',
        Message: 'Invalid x-amz-object-ownership header: Nobody',
        ArgumentName: 'x-amz-object-ownership',
      },
    ],
    [
      { 'x-amz-acl': 'mine' },
      {
        Code: 'InvalidArgument',
        Message: '',
        ArgumentName: 'x-amz-acl',
        ArgumentValue: 'mine',
      },
    ],
    [
      { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=a' },
      {
        Code: 'InvalidRequest',
        Message: 'Specifying both Canned ACLs and Header Grants is not allowed',
      },
    ],
  ])('refuses %j', async (headers, error) => {
    expect(errorOf(await gateway().send('PUT', '/refused', { headers }))).toEqual({ status: 400, ...error });
    await gateway().send('HEAD', '/refused').expect(404);
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
