import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { ROOT } from '../support/test-gateway.js';

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const OWNER = { ID: ROOT.access, DisplayName: ROOT.access };

const bucket = (name: string) => ({
  Name: name,
  CreationDate: expect.stringMatching(ISO_DATE),
  BucketRegion: 'us-east-1',
  BucketArn: `arn:aws:s3:::${name}`,
});

describe.each(BACKENDS)('ListBuckets on %s', (backend) => {
  const gateway = useGateway({ backend }, 'second', 'first', 'third');
  const list = (query = '') => gateway().send('GET', `/${query}`);

  it('lists buckets in order, with their owner', async () => {
    const answer = await list();
    expectIds(answer);
    expect(documentOf(answer, 'ListAllMyBucketsResult')).toEqual({
      Buckets: { Bucket: [bucket('first'), bucket('second'), bucket('third')] },
      Owner: OWNER,
    });
  });

  it('begins with an XML declaration and bears the namespace of S3', async () => {
    const { body } = await list();
    expect(body.toString()).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n?<ListAllMyBucketsResult xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/">/,
    );
  });

  it('lists those that begin with a prefix', async () => {
    expect(documentOf(await list('?prefix=se'), 'ListAllMyBucketsResult')).toEqual({
      Buckets: { Bucket: bucket('second') },
      Owner: OWNER,
      Prefix: 'se',
    });
    const none = documentOf(await list('?prefix=x'), 'ListAllMyBucketsResult');
    expect(none['Buckets']).toBe('');
  });

  it('goes through pages', async () => {
    const names: string[] = [];
    let token: string | undefined = '';
    while (token !== undefined) {
      const page = documentOf(
        await list(`?max-buckets=1${token && `&continuation-token=${encodeURIComponent(token)}`}`),
        'ListAllMyBucketsResult',
      );
      const { Bucket } = page['Buckets'] as { Bucket: { Name: string } };
      names.push(Bucket.Name);
      token = page['ContinuationToken'] as string | undefined;
    }
    expect(names).toEqual(['first', 'second', 'third']);
  });

  it.each([
    ['max-buckets', '0', 'Argument max-buckets must be an integer between 1 and 10000'],
    ['max-buckets', '10001', 'Argument max-buckets must be an integer between 1 and 10000'],
    ['max-buckets', 'x', 'Provided max-buckets not an integer or within integer range'],
  ])('refuses %s=%s', async (name, value, message) => {
    expect(errorOf(await list(`?${name}=${value}`))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: message,
      ArgumentName: name,
      ArgumentValue: value,
    });
  });

  it('refuses a token that it did not give', async () => {
    expect(errorOf(await list('?continuation-token=foreign'))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'The continuation token provided is incorrect',
      ArgumentName: 'continuation-token',
    });
  });
});
