import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess } from '../support/gateway-process.js';
import { pseudoRandomBytes } from '../support/sample-tree.js';
import { sdkClient } from '../support/sdk-client.js';

const Bucket = 'durable';

describe.each(['extended attributes', 'a sidecar directory'])('a restart, with metadata in %s', (store) => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'glassgate-restart-'));
    await mkdir(join(home, 'data'));
    await mkdir(join(home, 'sidecar'));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  const flags = (): string[] => (store === 'a sidecar directory' ? ['--sidecar', join(home, 'sidecar')] : []);

  /** One life of the gateway. */
  async function during<T>(work: (client: S3Client, gateway: GatewayProcess) => Promise<T>): Promise<T> {
    const gateway = await GatewayProcess.start({ directory: join(home, 'data'), flags: flags() });
    const client = sdkClient(gateway);
    try {
      return await work(client, gateway);
    } finally {
      client.destroy();
      await gateway.stop();
    }
  }

  const described = async (client: S3Client, Key: string): Promise<unknown> => {
    const where = { Bucket, Key };
    const { $metadata: _head, ...head } = await client.send(
      new HeadObjectCommand({ ...where, ChecksumMode: 'ENABLED' }),
    );
    const { TagSet } = await client.send(new GetObjectTaggingCommand(where));
    const { $metadata: _attributes, ...attributes } = await client.send(
      new GetObjectAttributesCommand({ ...where, ObjectAttributes: ['Checksum', 'ObjectParts'] }),
    );
    const { Body } = await client.send(new GetObjectCommand(where));
    return { head, TagSet, attributes, text: await Body!.transformToString() };
  };

  it('keeps buckets and objects with all that was said of them', async () => {
    const before = await during(async (client) => {
      await client.send(new CreateBucketCommand({ Bucket }));
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'folder/ünï',
          Body: 'bytes',
          ContentType: 'text/x-kept',
          CacheControl: 'no-store',
          Metadata: { colour: 'blue' },
          Tagging: 'a=1&b=2',
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      return described(client, 'folder/ünï');
    });
    expect(before).toMatchObject({
      text: 'bytes',
      head: { Metadata: { colour: 'blue' } },
      TagSet: { length: 2 },
    });
    await during(async (client) => {
      expect(await described(client, 'folder/ünï')).toEqual(before);
      expect((await client.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: Bucket }]);
    });
  });

  it('lets a multipart upload go on', async () => {
    const Key = 'in/parts';
    const part = pseudoRandomBytes(5 * 1024 * 1024);
    const first = await during(async (client) => {
      await client.send(new CreateBucketCommand({ Bucket }));
      const upload = new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { colour: 'green' } });
      const { UploadId } = await client.send(upload);
      const { ETag } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: part }),
      );
      return { UploadId, ETag };
    });
    await during(async (client) => {
      const { UploadId } = first;
      const { ETag } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 2, Body: 'the end' }),
      );
      const Parts = [
        { PartNumber: 1, ETag: first.ETag },
        { PartNumber: 2, ETag },
      ];
      await client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
    });
    await during(async (client) => {
      const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(Metadata).toEqual({ colour: 'green' });
      const bytes = Buffer.from(await Body!.transformToByteArray());
      expect(bytes.equals(Buffer.concat([part, Buffer.from('the end')]))).toBe(true);
    });
  });

  it('serves directories and files that others have made meanwhile', async () => {
    await during((client) => client.send(new CreateBucketCommand({ Bucket })));
    await mkdir(join(home, 'data/by-hand/folder'), { recursive: true });
    await writeFile(join(home, 'data/by-hand/folder/file.txt'), 'by hand');
    await during(async (client) => {
      const { Buckets } = await client.send(new ListBucketsCommand({}));
      expect(Buckets!.map(({ Name }) => Name)).toEqual(['by-hand', Bucket]);
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'by-hand' }));
      expect(Contents!.map(({ Key, Size }) => [Key, Size])).toEqual([['folder/file.txt', 7]]);
      const object = await client.send(new GetObjectCommand({ Bucket: 'by-hand', Key: 'folder/file.txt' }));
      expect(await object.Body!.transformToString()).toBe('by hand');
    });
  });
});
