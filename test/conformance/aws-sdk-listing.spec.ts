import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GatewayProcess } from '../support/gateway-process.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'listing';

/** Keys that clients, URLs and file systems get wrong. */
const KEYS = [
  ' leading space',
  '!bang',
  '%2F is no slash',
  '+plus',
  '100%',
  "a'b(c)*.txt",
  'a b/c d',
  'a+b/c%20d',
  'folder-sibling',
  'folder.txt',
  'folder/1',
  'folder/2',
  'folder/deep/3',
  'folder0',
  'quote".txt',
  'semi;colon:and=equals&amp,',
  'trailing space ',
  'x<y>&z',
  '~tilde',
  'ünï/çødé',
  'カタカナ',
  '\u{ff5e}full-width',
  '😀/emoji',
];

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const SORTED = KEYS.toSorted(byBytes);

describe.each(['posix', 'memory'] as const)('AWS SDK for JavaScript, listings of %s', (backend) => {
  let gateway: GatewayProcess;
  let client: S3Client;

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ backend });
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket }));
    for (const Key of KEYS) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it('reads every key by its name', async () => {
    for (const Key of KEYS) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body!.transformToString()).toBe(Key);
    }
  });

  it('lists in the order of UTF-8 bytes, with sizes', async () => {
    const { Contents, KeyCount, IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents!.map(({ Key, Size }) => [Key, Size])).toEqual(
      SORTED.map((key) => [key, Buffer.byteLength(key)]),
    );
    expect([KeyCount, IsTruncated]).toEqual([KEYS.length, false]);
    expect(Contents![0]).toMatchObject({
      StorageClass: 'STANDARD',
      ETag: expect.stringMatching(/^"\w{32}"$/),
    });
  });

  it.each([1, 2, 5])('pages by %d with ListObjectsV2', async (pageSize) => {
    const found: unknown[] = [];
    for await (const { Contents } of paginateListObjectsV2({ client, pageSize }, { Bucket })) {
      found.push(...Contents!.map(({ Key }) => Key));
    }
    expect(found).toEqual(SORTED);
  });

  it.each([undefined, 'url'] as const)(
    'pages with ListObjects and encoding type %s',
    async (EncodingType) => {
      const decode = (text: string): string =>
        EncodingType ? decodeURIComponent(text.replaceAll('+', '%20')) : text;
      const found: string[] = [];
      let Marker: string | undefined;
      do {
        const page = await client.send(new ListObjectsCommand({ Bucket, MaxKeys: 4, Marker, EncodingType }));
        const keys = page.Contents!.map(({ Key }) => decode(Key!));
        found.push(...keys);
        Marker = page.IsTruncated ? keys.at(-1) : undefined;
      } while (Marker !== undefined);
      expect(found).toEqual(SORTED);
    },
  );

  it('rolls folders up and pages over them', async () => {
    const found: unknown[] = [];
    const pages = paginateListObjectsV2({ client, pageSize: 3 }, { Bucket, Delimiter: '/' });
    for await (const { Contents = [], CommonPrefixes = [], KeyCount } of pages) {
      expect(Contents.length + CommonPrefixes.length).toBe(KeyCount);
      found.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
    }
    const expected = new Set(KEYS.map((key) => key.replace(/\/.*/, '/')));
    expect(found).toHaveLength(expected.size);
    expect(new Set(found)).toEqual(expected);
  });

  it('lists one folder and what comes after a key', async () => {
    const folder = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/', Delimiter: '/' }));
    expect(folder.Contents!.map(({ Key }) => Key)).toEqual(['folder/1', 'folder/2']);
    expect(folder.CommonPrefixes).toEqual([{ Prefix: 'folder/deep/' }]);
    const after = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'folder', StartAfter: 'folder/1', FetchOwner: true }),
    );
    expect(after.Contents!.map(({ Key }) => Key)).toEqual(['folder/2', 'folder/deep/3', 'folder0']);
    expect(after.Contents![0]!.Owner?.ID).toBeTruthy();
  });

  it('refuses a token that it did not make', async () => {
    const request = client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'made up' }));
    expect(await refusal(request)).toEqual({ code: 'InvalidArgument', status: 400 });
  });

  it('keeps directory objects', async () => {
    const Key = 'made-folder/';
    await client.send(new PutObjectCommand({ Bucket, Key, ContentLength: 0 }));
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'made-folder' }));
    expect(Contents!.map(({ Key: key }) => key)).toEqual([Key]);
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'made-folder' }))).KeyCount).toBe(0);
  });

  it('refuses keys over 1,024 bytes', async () => {
    const Key = 'ü'.repeat(513);
    const request = client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    expect(await refusal(request)).toEqual({ code: 'KeyTooLongError', status: 400 });
  });
});

describe('AWS SDK for JavaScript, keys that a file system cannot hold', () => {
  let gateway: GatewayProcess;
  let client: S3Client;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'x' }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it.each([
    ['a/../b', 'InvalidArgument'],
    ['../../outside', 'InvalidArgument'],
    ['a/./b', 'InvalidArgument'],
    ['a//b', 'InvalidArgument'],
    [`${'x'.repeat(256)}/y`, 'KeyTooLongError'],
    ['file/below', 'ObjectParentIsFile'],
  ])('refuses %s', async (Key, code) => {
    expect((await refusal(client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })))).code).toBe(code);
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents!.map((object) => object.Key)).toEqual(['file']);
  });
});
