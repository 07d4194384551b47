import { documentOf, errorOf, type Plain, type PlainElement } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { makeBucket, putVersion, setVersioning } from '../support/locked-bucket.js';
import { ROOT } from '../support/test-gateway.js';

const OWNER = { ID: ROOT.access, DisplayName: ROOT.access };

const list = (value: Plain | undefined): readonly PlainElement[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]) as readonly PlainElement[];

/** Versions and markers of one page, each kind in its order. */
const idsOf = (page: PlainElement): string[] =>
  [...list(page['Version']), ...list(page['DeleteMarker'])].map(
    ({ Key, VersionId }) => `${Key as string} ${VersionId as string}`,
  );

describe.each(BACKENDS)('ListObjectVersions on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain');
  /** `key version` of all that stands in the bucket `photos`. */
  const all: string[] = [];
  const versions = new Map<string, string[]>();
  const page = async (query = '', bucket = 'photos'): Promise<PlainElement> =>
    documentOf(await gateway().send('GET', `/${bucket}?versions${query}`), 'ListVersionsResult');

  beforeAll(async () => {
    await gateway().send('PUT', '/photos').expect(200);
    await putVersion(gateway(), '/photos/a', 'before');
    await setVersioning(gateway(), 'photos');
    const add = (key: string, id: string): void => void versions.set(key, [id, ...(versions.get(key) ?? [])]);
    add('a', 'null');
    for (const key of ['a', 'b/1', 'b/2', 'c', 'c'])
      add(key, await putVersion(gateway(), `/photos/${key}`, key));
    for (const key of ['a', 'd', 'c'])
      add(key, (await gateway().send('DELETE', `/photos/${key}`)).headers['x-amz-version-id'] as string);
    add('c', await putVersion(gateway(), '/photos/c', 'last'));
    for (const [key, ids] of versions) all.push(...ids.map((id) => `${key} ${id}`));
  });

  it('lists every version and marker with what is known of it', async () => {
    const result = await page();
    expect(result).toMatchObject({
      Name: 'photos',
      Prefix: '',
      KeyMarker: '',
      VersionIdMarker: '',
      MaxKeys: '1000',
      IsTruncated: 'false',
    });
    expect(result['NextKeyMarker']).toBeUndefined();
    expect(idsOf(result).toSorted()).toEqual(all.toSorted());
    const [marker, second, first] = versions.get('a') as [string, string, string];
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
    expect(list(result['DeleteMarker'])[0]).toEqual({
      Key: 'a',
      VersionId: marker,
      IsLatest: 'true',
      LastModified: date,
      Owner: OWNER,
    });
    expect(list(result['Version']).slice(0, 2)).toMatchObject([
      {
        Key: 'a',
        VersionId: second,
        IsLatest: 'false',
        LastModified: date,
        ETag: '"0cc175b9c0f1b6a831c399e269772661"',
        Size: '1',
        StorageClass: 'STANDARD',
        Owner: OWNER,
        ChecksumAlgorithm: 'CRC64NVME',
        ChecksumType: 'FULL_OBJECT',
      },
      { Key: 'a', VersionId: first, Size: '6' },
    ]);
    expect(first).toBe('null');
  });

  it('writes versions and markers in the order of the listing', async () => {
    const { body } = await gateway().send('GET', '/photos?versions&prefix=c');
    const names = [...(body as Buffer).toString().matchAll(/<(Version|DeleteMarker)>/g)].map(
      ([, name]) => name,
    );
    expect(names).toEqual(['Version', 'DeleteMarker', 'Version', 'Version']);
    const latest = list((await page('&prefix=c'))['Version']).map(({ IsLatest }) => IsLatest);
    expect(latest).toEqual(['true', 'false', 'false']);
  });

  it.each([1, 2, 3, 100])('goes through everything by pages of %d', async (maxKeys) => {
    const found: string[] = [];
    let next = '';
    for (let pages = 0; pages < 20; pages += 1) {
      const result = await page(`&max-keys=${maxKeys}${next}`);
      const ids = idsOf(result);
      expect(ids.length).toBeLessThanOrEqual(maxKeys);
      found.push(...ids);
      if (result['IsTruncated'] === 'false') break;
      next = `&key-marker=${result['NextKeyMarker'] as string}&version-id-marker=${result['NextVersionIdMarker'] as string}`;
    }
    expect(found.toSorted()).toEqual(all.toSorted());
  });

  it('begins behind a key, or behind one of its versions', async () => {
    expect(idsOf(await page('&key-marker=b/2')).toSorted()).toEqual(
      all.filter((entry) => entry > 'b/2 ~').toSorted(),
    );
    const [, second, first] = versions.get('a') as [string, string, string];
    const result = await page(`&key-marker=a&version-id-marker=${second}&max-keys=1`);
    expect(idsOf(result)).toEqual([`a ${first}`]);
    expect(result).toMatchObject({
      KeyMarker: 'a',
      VersionIdMarker: second,
      IsTruncated: 'true',
      NextKeyMarker: 'a',
      NextVersionIdMarker: 'null',
    });
  });

  it('groups by a delimiter', async () => {
    const result = await page('&delimiter=/');
    expect(result).toMatchObject({ Delimiter: '/', CommonPrefixes: { Prefix: 'b/' } });
    expect(idsOf(result).toSorted()).toEqual(all.filter((entry) => !entry.startsWith('b/')).toSorted());
    expect(idsOf(await page('&delimiter=/&prefix=b/')).toSorted()).toEqual(
      all.filter((entry) => entry.startsWith('b/')).toSorted(),
    );
  });

  it('encodes keys where the client asks for it', async () => {
    await makeBucket(gateway(), 'encoded');
    const id = await putVersion(gateway(), '/encoded/gr%C3%BC%26n', 'x');
    const result = await page('&encoding-type=url&prefix=gr%C3%BC', 'encoded');
    expect(result).toMatchObject({ EncodingType: 'url', Prefix: 'gr%C3%BC' });
    expect(idsOf(result)).toEqual([`gr%C3%BC%26n ${id}`]);
  });

  it('lists nothing for no keys', async () => {
    const result = await page('&max-keys=0');
    expect(idsOf(result)).toEqual([]);
    expect(result).toMatchObject({ MaxKeys: '0', IsTruncated: 'false' });
  });

  it('calls the objects of a bucket without versions null', async () => {
    await putVersion(gateway(), '/plain/x', 'x');
    await putVersion(gateway(), '/plain/x', 'y');
    const result = await page('', 'plain');
    expect(idsOf(result)).toEqual(['x null']);
    expect(result['Version']).toMatchObject({ IsLatest: 'true' });
  });

  it.each([
    ['&version-id-marker=x', 'A version-id marker cannot be specified without a key marker.', 'x'],
    [
      '&key-marker=&version-id-marker=x',
      'A version-id marker cannot be specified without a key marker.',
      'x',
    ],
    ['&key-marker=a&version-id-marker=x', 'Invalid version id specified', 'x'],
    ['&key-marker=a&version-id-marker=', 'A version-id marker cannot be empty.', ''],
  ])('refuses %s', async (query, Message, ArgumentValue) => {
    expect(errorOf(await gateway().send('GET', `/photos?versions${query}`))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message,
      ArgumentName: 'version-id-marker',
      ArgumentValue,
    });
  });

  it.each(['&max-keys=-1', '&max-keys=many', '&encoding-type=base64'])('refuses %s', async (query) => {
    expect(errorOf(await gateway().send('GET', `/photos?versions${query}`))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
    });
  });

  it('has words of its own for fewer versions than none', async () => {
    expect(errorOf(await gateway().send('GET', '/photos?versions&max-keys=-1'))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'max-keys cannot be negative',
      ArgumentName: 'maxKeys',
      ArgumentValue: '-1',
    });
  });

  it('says which bucket is missing', async () => {
    expect(errorOf(await gateway().send('GET', '/absent?versions'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });
});
