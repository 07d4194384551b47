import { documentOf, errorOf, expectIds, type PlainElement } from '../support/answer.js';
import { md5 } from '../support/object-body.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { ROOT } from '../support/test-gateway.js';

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'ä+&'];
const OWNER = { ID: ROOT.access, DisplayName: ROOT.access };

const entry = (key: string, more = {}) => ({
  Key: key,
  LastModified: expect.stringMatching(ISO_DATE),
  ETag: `"${md5(key)}"`,
  ChecksumAlgorithm: 'CRC64NVME',
  ChecksumType: 'FULL_OBJECT',
  Size: String(Buffer.byteLength(key)),
  StorageClass: 'STANDARD',
  ...more,
});

const keysOf = (page: PlainElement): string[] => {
  const contents = [page['Contents'] ?? []].flat() as PlainElement[];
  return contents.map((content) => content['Key'] as string);
};

describe.each(BACKENDS)('listing objects on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'void');
  const send = (query: string, bucket = 'photos') => gateway().send('GET', `/${bucket}${query}`);
  const list = async (query = '', bucket = 'photos') =>
    documentOf(await send(query, bucket), 'ListBucketResult');

  beforeAll(async () => {
    for (const key of KEYS) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      await gateway().send('PUT', `/photos/${path}`, { body: key }).expect(200);
    }
  });

  describe('ListObjects', () => {
    it('lists everything in the order of UTF-8 bytes, with owners', async () => {
      const answer = await send('');
      expectIds(answer);
      expect(documentOf(answer, 'ListBucketResult')).toEqual({
        Name: 'photos',
        Prefix: '',
        Marker: '',
        MaxKeys: '1000',
        IsTruncated: 'false',
        Contents: KEYS.map((key) => entry(key, { Owner: OWNER })),
      });
    });

    it('lists an empty bucket', async () => {
      expect(await list('', 'void')).toEqual({
        Name: 'void',
        Prefix: '',
        Marker: '',
        MaxKeys: '1000',
        IsTruncated: 'false',
      });
    });

    it('folds keys at a delimiter, and says where the next page begins', async () => {
      expect(await list('?delimiter=/&max-keys=2')).toEqual({
        Name: 'photos',
        Prefix: '',
        Marker: '',
        MaxKeys: '2',
        Delimiter: '/',
        IsTruncated: 'true',
        NextMarker: 'b/',
        Contents: entry('a', { Owner: OWNER }),
        CommonPrefixes: { Prefix: 'b/' },
      });
      const rest = await list('?delimiter=/&marker=b/');
      expect(keysOf(rest)).toEqual(['d', 'ä+&']);
      expect(rest).not.toHaveProperty('CommonPrefixes');
    });

    it('has no NextMarker without a delimiter: the last key is the marker', async () => {
      const page = await list('?max-keys=2');
      expect(keysOf(page)).toEqual(['a', 'b/1']);
      expect(page['IsTruncated']).toBe('true');
      expect(page).not.toHaveProperty('NextMarker');
      expect(keysOf(await list('?marker=b%2F1'))).toEqual(['b/2', 'b/c/3', 'd', 'ä+&']);
    });

    it('writes keys escaped when the query asks for it', async () => {
      const page = await list('?encoding-type=url&prefix=%C3%A4&delimiter=%2B');
      expect(page).toMatchObject({
        Prefix: '%C3%A4',
        Delimiter: '%2B',
        EncodingType: 'url',
        CommonPrefixes: { Prefix: '%C3%A4%2B' },
      });
    });
  });

  describe('ListObjectsV2', () => {
    it('counts keys, and names no owner unless asked', async () => {
      expect(await list('?list-type=2&prefix=b/&start-after=b/1')).toEqual({
        Name: 'photos',
        Prefix: 'b/',
        StartAfter: 'b/1',
        MaxKeys: '1000',
        KeyCount: '2',
        IsTruncated: 'false',
        Contents: [entry('b/2'), entry('b/c/3')],
      });
      const owned = await list('?list-type=2&prefix=a&fetch-owner=true');
      expect(owned['Contents']).toEqual(entry('a', { Owner: OWNER }));
    });

    it('counts folded keys once', async () => {
      expect(await list('?list-type=2&delimiter=/&prefix=b/')).toMatchObject({
        KeyCount: '3',
        CommonPrefixes: { Prefix: 'b/c/' },
      });
    });

    it.each([1, 2, 4])('goes through everything in pages of %i', async (size) => {
      const found: string[] = [];
      let token: string | undefined = '';
      while (token !== undefined) {
        const query = token && `&continuation-token=${encodeURIComponent(token)}`;
        const page: PlainElement = await list(`?list-type=2&max-keys=${size}${query}`);
        expect(page['KeyCount']).toBe(String(keysOf(page).length));
        expect(page['ContinuationToken'] ?? '').toBe(token);
        found.push(...keysOf(page));
        token = page['NextContinuationToken'] as string | undefined;
        expect(page['IsTruncated']).toBe(String(token !== undefined));
      }
      expect(found).toEqual(KEYS);
    });

    it('lists nothing in a page of no keys, and is not truncated', async () => {
      const page = await list('?list-type=2&max-keys=0');
      expect(page).toMatchObject({ MaxKeys: '0', KeyCount: '0', IsTruncated: 'false' });
    });

    it('cuts max-keys to 1,000', async () => {
      expect(await list('?list-type=2&max-keys=5000')).toMatchObject({ MaxKeys: '1000' });
    });

    it('refuses a token that it did not give', async () => {
      expect(errorOf(await send('?list-type=2&continuation-token=b%2F1'))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message: 'The continuation token provided is incorrect',
        ArgumentName: 'continuation-token',
      });
    });
  });

  it.each(['', '&list-type=2'])('takes an empty encoding type as none (%s)', async (version) => {
    const page = await list(`?encoding-type=&prefix=%C3%A4${version}`);
    expect(page).not.toHaveProperty('EncodingType');
    expect(keysOf(page)).toEqual(['ä+&']);
  });

  it.each(['', '&list-type=2'])('takes the optional attribute RestoreStatus alone (%s)', async (version) => {
    const asking = (names: string) =>
      gateway().send('GET', `/photos?max-keys=1${version}`, {
        headers: { 'x-amz-optional-object-attributes': names },
      });
    const page = documentOf(await asking('RestoreStatus'), 'ListBucketResult');
    expect(page['Contents']).not.toHaveProperty('RestoreStatus');
    expect(errorOf(await asking('RestoreStatus, Colour'))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Invalid attribute name specified.',
      ArgumentName: 'x-amz-optional-object-attributes',
      ArgumentValue: 'RestoreStatus, Colour',
    });
  });

  it('says that the requester pays, where requesters must', async () => {
    const headers = { 'x-amz-request-payer': 'requester' };
    const charged = async () =>
      (await gateway().send('GET', '/void', { headers }).expect(200)).headers['x-amz-request-charged'];
    const pay = async (payer: string) => {
      const body = `<RequestPaymentConfiguration><Payer>${payer}</Payer></RequestPaymentConfiguration>`;
      await gateway().send('PUT', '/void?requestPayment', { body }).expect(200);
    };
    expect(await charged()).toBeUndefined();
    await pay('Requester');
    expect(await charged()).toBe('requester');
    const silent = await gateway().send('GET', '/void').expect(200);
    expect(silent.headers).not.toHaveProperty('x-amz-request-charged');
    await pay('BucketOwner');
    expect(await charged()).toBeUndefined();
  });

  it.each(['', '&list-type=2'])('refuses parameters that cannot be (%s)', async (version) => {
    expect(errorOf(await send(`?max-keys=-1${version}`))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Argument maxKeys must be an integer between 0 and 2147483647',
      ArgumentName: 'maxKeys',
      ArgumentValue: '-1',
    });
    expect(errorOf(await send(`?encoding-type=base64${version}`))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Invalid Encoding Method specified in Request',
      ArgumentName: 'encoding-type',
      ArgumentValue: 'base64',
    });
    expect(errorOf(await send(`?prefix=a${version}`, 'absent'))).toEqual({
      status: 404,
      Code: 'NoSuchBucket',
      Message: 'The specified bucket does not exist',
      BucketName: 'absent',
    });
  });
});
