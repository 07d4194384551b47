import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  paginateListBuckets,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type ChecksumAlgorithm,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GatewayProcess } from '../support/gateway-process.js';
import { pseudoRandomBytes } from '../support/sample-tree.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const BODY = pseudoRandomBytes(100_000);
const MD5 = createHash('md5').update(BODY).digest('hex');

describe.each(['posix', 'memory'] as const)('AWS SDK for JavaScript, objects in %s', (backend) => {
  let gateway: GatewayProcess;
  let client: S3Client;

  const put = (Key: string, more: object = {}): Promise<{ ETag?: string }> =>
    client.send(new PutObjectCommand({ Bucket: 'objects', Key, Body: BODY, ...more }));

  const get = async (Key: string, more: object = {}): Promise<Buffer> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'objects', Key, ...more }));
    return Buffer.from(await Body!.transformToByteArray());
  };

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ backend });
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket: 'objects' }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  describe('buckets', () => {
    it('are made, found, listed and removed', async () => {
      const Bucket = 'short-lived';
      const made = await client.send(new CreateBucketCommand({ Bucket }));
      expect(made.Location).toBe(`/${Bucket}`);
      expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
      expect(
        (await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint,
      ).toBeUndefined();
      const names = async (): Promise<unknown[]> =>
        ((await client.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
      expect(await names()).toEqual(['objects', Bucket]);
      await client.send(new DeleteBucketCommand({ Bucket }));
      expect(await names()).toEqual(['objects']);
      expect((await refusal(client.send(new HeadBucketCommand({ Bucket })))).status).toBe(404);
    });

    it('are listed in pages', async () => {
      const made = ['page-a', 'page-b', 'page-c'];
      for (const Bucket of made) await client.send(new CreateBucketCommand({ Bucket }));
      const found: unknown[] = [];
      for await (const { Buckets } of paginateListBuckets({ client, pageSize: 2 }, { Prefix: 'page-' })) {
        expect(Buckets!.length).toBeLessThanOrEqual(2);
        found.push(...Buckets!.map(({ Name }) => Name));
      }
      expect(found).toEqual(made);
      for (const Bucket of made) await client.send(new DeleteBucketCommand({ Bucket }));
    });

    it('are refused by their names, while they exist and while they hold objects', async () => {
      const make = (Bucket: string): Promise<unknown> => client.send(new CreateBucketCommand({ Bucket }));
      expect(await refusal(make('Upper_Case'))).toEqual({ code: 'InvalidBucketName', status: 400 });
      await put('keeps/the/bucket');
      expect(await refusal(client.send(new DeleteBucketCommand({ Bucket: 'objects' })))).toEqual({
        code: 'BucketNotEmpty',
        status: 409,
      });
      expect(await refusal(client.send(new DeleteBucketCommand({ Bucket: 'not-there' })))).toEqual({
        code: 'NoSuchBucket',
        status: 404,
      });
    });
  });

  describe('objects', () => {
    it('come back as they were put, with headers and metadata', async () => {
      const headers = {
        ContentType: 'text/x-sample; charset=utf-8',
        ContentDisposition: 'attachment; filename="sample.txt"',
        ContentLanguage: 'de',
        CacheControl: 'max-age=60',
        Expires: new Date('2030-01-01T00:00:00Z'),
        Metadata: { colour: 'blue', 'two-words': 'a b  c' },
      };
      const { ETag } = await put('described', headers);
      expect(ETag).toBe(`"${MD5}"`);
      const head = await client.send(new HeadObjectCommand({ Bucket: 'objects', Key: 'described' }));
      const { Expires: _typed, ...plain } = headers;
      expect(head).toMatchObject({ ...plain, ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT' });
      expect(head).toMatchObject({ ETag, ContentLength: BODY.length, AcceptRanges: 'bytes' });
      expect(Math.abs(Date.now() - head.LastModified!.getTime())).toBeLessThan(60_000);
      expect((await get('described')).equals(BODY)).toBe(true);
    });

    it('may be empty', async () => {
      await put('empty', { Body: Buffer.alloc(0), ContentLength: 0 });
      expect(await get('empty')).toHaveLength(0);
    });

    it('are uploaded from a stream in chunks with a trailer', async () => {
      await put('streamed', { Body: Readable.from(split(BODY, 10_000)), ContentLength: BODY.length });
      expect((await get('streamed')).equals(BODY)).toBe(true);
    });

    it.each([
      ['bytes=0-9', 0, 10],
      ['bytes=99990-', 99_990, 100_000],
      ['bytes=-5', 99_995, 100_000],
      ['bytes=50000-999999', 50_000, 100_000],
    ])('answer the range %s', async (Range, from, to) => {
      await put('ranged');
      const part = await client.send(new GetObjectCommand({ Bucket: 'objects', Key: 'ranged', Range }));
      expect(part.$metadata.httpStatusCode).toBe(206);
      expect(part.ContentRange).toBe(`bytes ${from}-${to - 1}/100000`);
      const bytes = Buffer.from(await part.Body!.transformToByteArray());
      expect(bytes.equals(BODY.subarray(from, to))).toBe(true);
    });

    it('refuse a range behind the end', async () => {
      await put('ranged');
      expect(await refusal(get('ranged', { Range: 'bytes=100000-' }))).toEqual({
        code: 'InvalidRange',
        status: 416,
      });
    });

    it('say that they are not there', async () => {
      expect(await refusal(get('nowhere'))).toEqual({ code: 'NoSuchKey', status: 404 });
      expect(await refusal(get('x', { Bucket: 'no-such-bucket' }))).toEqual({
        code: 'NoSuchBucket',
        status: 404,
      });
      const head = client.send(new HeadObjectCommand({ Bucket: 'objects', Key: 'nowhere' }));
      expect((await refusal(head)).status).toBe(404);
    });

    it('are deleted alone and in groups', async () => {
      const keys = ['gone/one', 'gone/two & <three>', 'gone/üñí'];
      for (const key of keys) await put(key);
      await client.send(new DeleteObjectCommand({ Bucket: 'objects', Key: keys[0] }));
      await client.send(new DeleteObjectCommand({ Bucket: 'objects', Key: keys[0] }));
      const { Deleted, Errors } = await client.send(
        new DeleteObjectsCommand({
          Bucket: 'objects',
          Delete: { Objects: [...keys, 'gone/never'].map((Key) => ({ Key })) },
        }),
      );
      expect(Errors).toBeUndefined();
      expect(Deleted!.map(({ Key }) => Key)).toEqual([...keys, 'gone/never']);
      for (const key of keys) expect((await refusal(get(key))).code).toBe('NoSuchKey');
    });

    it('refuse to delete more than a thousand at once', async () => {
      const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }));
      const request = client.send(new DeleteObjectsCommand({ Bucket: 'objects', Delete: { Objects } }));
      expect(await refusal(request)).toEqual({ code: 'MalformedXML', status: 400 });
    });

    it('are copied with their metadata or with new metadata', async () => {
      await put('copy/source + ünï', { Metadata: { colour: 'blue' }, ContentType: 'text/plain' });
      const copy = (Key: string, more: object = {}): Promise<unknown> =>
        client.send(
          new CopyObjectCommand({
            Bucket: 'objects',
            Key,
            CopySource: `objects/${encodeURIComponent('copy/source + ünï')}`,
            ...more,
          }),
        );
      await copy('copy/same');
      await copy('copy/new', { MetadataDirective: 'REPLACE', Metadata: { colour: 'red' } });
      const head = (Key: string): Promise<unknown> =>
        client.send(new HeadObjectCommand({ Bucket: 'objects', Key }));
      expect(await head('copy/same')).toMatchObject({
        Metadata: { colour: 'blue' },
        ContentType: 'text/plain',
      });
      expect(await head('copy/new')).toMatchObject({ Metadata: { colour: 'red' } });
      expect((await get('copy/same')).equals(BODY)).toBe(true);
      expect(await refusal(copy('copy/x', { CopySource: 'objects/copy/nothing' }))).toEqual({
        code: 'NoSuchKey',
        status: 404,
      });
      const onto = { CopySource: 'objects/copy/same', CopySourceIfMatch: '"0"' };
      expect(await refusal(copy('copy/x', onto))).toEqual({ code: 'PreconditionFailed', status: 412 });
    });

    it('carry tags', async () => {
      const where = { Bucket: 'objects', Key: 'tagged' };
      const tags = async (): Promise<unknown> =>
        (await client.send(new GetObjectTaggingCommand(where))).TagSet;
      await put('tagged', { Tagging: 'a=1&b=x%20y' });
      expect(await tags()).toEqual([
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: 'x y' },
      ]);
      const TagSet = [{ Key: 'c', Value: 'ünï +=:@' }];
      await client.send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet } }));
      expect(await tags()).toEqual(TagSet);
      expect(await client.send(new GetObjectCommand(where))).toMatchObject({ TagCount: 1 });
      await client.send(new DeleteObjectTaggingCommand(where));
      expect(await tags()).toEqual([]);
    });

    it('are written on condition', async () => {
      const { ETag } = await put('conditional', { IfNoneMatch: '*' });
      const failed = { code: 'PreconditionFailed', status: 412 };
      expect(await refusal(put('conditional', { IfNoneMatch: '*' }))).toEqual(failed);
      expect(await refusal(put('conditional', { IfMatch: '"0123"' }))).toEqual(failed);
      await put('conditional', { IfMatch: ETag, Body: 'second' });
      expect((await get('conditional')).toString()).toBe('second');
      expect(await refusal(put('conditional-missing', { IfMatch: ETag }))).toEqual({
        code: 'NoSuchKey',
        status: 404,
      });
    });

    it('are read on condition', async () => {
      const { ETag } = await put('read-on-condition');
      expect((await get('read-on-condition', { IfMatch: ETag })).equals(BODY)).toBe(true);
      expect((await refusal(get('read-on-condition', { IfMatch: '"0"' }))).status).toBe(412);
      expect((await refusal(get('read-on-condition', { IfNoneMatch: ETag }))).status).toBe(304);
    });

    it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
      'keep the checksum %s that the client verifies on reading',
      async (ChecksumAlgorithm: ChecksumAlgorithm) => {
        const Key = `sum-${ChecksumAlgorithm}`;
        const sent = await put(Key, { ChecksumAlgorithm });
        const name = `Checksum${ChecksumAlgorithm}` as const;
        const value = (sent as Record<string, unknown>)[name];
        expect(value).toMatch(/^[\w+/]+=*$/);
        const head = await client.send(
          new HeadObjectCommand({ Bucket: 'objects', Key, ChecksumMode: 'ENABLED' }),
        );
        expect(head).toMatchObject({ [name]: value, ChecksumType: 'FULL_OBJECT' });
        expect((await get(Key, { ChecksumMode: 'ENABLED' })).equals(BODY)).toBe(true);
      },
    );

    it('refuse a body that is not what its checksum says', async () => {
      const wrong = put('wrong-sum', { ChecksumSHA256: createHash('sha256').digest('base64') });
      expect(await refusal(wrong)).toEqual({ code: 'BadDigest', status: 400 });
      expect((await refusal(get('wrong-sum'))).code).toBe('NoSuchKey');
    });

    it('tell their attributes', async () => {
      await put('attributes', { ChecksumAlgorithm: 'SHA256' });
      const attributes = await client.send(
        new GetObjectAttributesCommand({
          Bucket: 'objects',
          Key: 'attributes',
          ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'],
        }),
      );
      expect(attributes).toMatchObject({
        ETag: MD5,
        ObjectSize: BODY.length,
        StorageClass: 'STANDARD',
        Checksum: {
          ChecksumSHA256: createHash('sha256').update(BODY).digest('base64'),
          ChecksumType: 'FULL_OBJECT',
        },
      });
    });
  });

  describe('presigned URLs', () => {
    it('upload and download for whoever holds them', async () => {
      const where = { Bucket: 'objects', Key: 'signed/ünï + %.bin' };
      const upload = await getSignedUrl(
        client,
        new PutObjectCommand({ ...where, ContentType: 'text/plain' }),
        { expiresIn: 60 },
      );
      const put = await fetch(upload, {
        method: 'PUT',
        body: BODY,
        headers: { 'content-type': 'text/plain' },
      });
      expect([put.status, await put.text()]).toEqual([200, '']);
      const download = await getSignedUrl(
        client,
        new GetObjectCommand({ ...where, ResponseContentType: 'application/x-other' }),
      );
      const response = await fetch(download);
      expect(response.headers.get('content-type')).toBe('application/x-other');
      expect(Buffer.from(await response.arrayBuffer()).equals(BODY)).toBe(true);
    });

    it('are worth nothing for another key or another method', async () => {
      await put('signed-a');
      await put('signed-b');
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'objects', Key: 'signed-a' }));
      const moved = await fetch(url.replace('signed-a', 'signed-b'));
      expect([moved.status, /<Code>(\w+)</.exec(await moved.text())?.[1]]).toEqual([
        403,
        'SignatureDoesNotMatch',
      ]);
      const removed = await fetch(url, { method: 'DELETE' });
      await removed.arrayBuffer();
      expect(removed.status).toBe(403);
      expect((await get('signed-a')).equals(BODY)).toBe(true);
    });
  });

  it('refuses keys that it does not know and secrets that are wrong', async () => {
    const list = (accessKeyId: string, secretAccessKey: string): Promise<unknown> =>
      sdkClient(gateway, { credentials: { accessKeyId, secretAccessKey } }).send(new ListBucketsCommand({}));
    expect(await refusal(list('NOBODY', 'x'))).toEqual({ code: 'InvalidAccessKeyId', status: 403 });
    const { accessKeyId } = await client.config.credentials();
    expect(await refusal(list(accessKeyId, 'wrong'))).toEqual({
      code: 'SignatureDoesNotMatch',
      status: 403,
    });
  });
});

function* split(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
