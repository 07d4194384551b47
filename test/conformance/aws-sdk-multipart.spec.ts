import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  paginateListParts,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GatewayProcess } from '../support/gateway-process.js';
import { pseudoRandomBytes } from '../support/sample-tree.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'multipart';
const MIB = 1024 * 1024;
const PART_SIZE = 5 * MIB;
const BODY = pseudoRandomBytes(2 * PART_SIZE + 12_345);
const PARTS = [0, 1, 2].map((index) => BODY.subarray(index * PART_SIZE, (index + 1) * PART_SIZE));

const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();
const ETAG = `"${md5(Buffer.concat(PARTS.map(md5))).toString('hex')}-3"`;

describe.each(['posix', 'memory'] as const)('AWS SDK for JavaScript, multipart uploads to %s', (backend) => {
  let gateway: GatewayProcess;
  let client: S3Client;

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ backend });
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  const create = async (Key: string, more: object = {}): Promise<string> =>
    (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!;

  const upload = async (Key: string, UploadId: string, index: number): Promise<CompletedPart> => {
    const PartNumber = index + 1;
    const part = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: PARTS[index] }),
    );
    return { PartNumber, ETag: part.ETag };
  };

  const complete = (Key: string, UploadId: string, Parts: CompletedPart[]): Promise<{ ETag?: string }> =>
    client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

  const get = async (Key: string): Promise<Buffer> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    return Buffer.from(await Body!.transformToByteArray());
  };

  const uploadIds = async (): Promise<unknown[]> =>
    ((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).map(
      ({ UploadId }) => UploadId,
    );

  it('goes through lib-storage from a stream of unknown length', async () => {
    const Key = 'by lib-storage';
    const params = { Bucket, Key, Body: Readable.from(chunks(BODY)), Metadata: { colour: 'blue' } };
    const result = await new Upload({ client, params, partSize: PART_SIZE, queueSize: 3 }).done();
    expect(result.ETag).toBe(ETAG);
    expect((await get(Key)).equals(BODY)).toBe(true);
    expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ETag: ETAG,
      ContentLength: BODY.length,
      Metadata: { colour: 'blue' },
    });
    expect(await uploadIds()).toEqual([]);
  });

  it.each([
    ['CRC32', 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC32C', 'COMPOSITE'],
    ['CRC32C', 'FULL_OBJECT'],
    ['CRC64NVME', 'FULL_OBJECT'],
    ['SHA256', 'COMPOSITE'],
  ] as const)('keeps the checksum %s of type %s', async (ChecksumAlgorithm, ChecksumType) => {
    const Key = `${ChecksumAlgorithm}-${ChecksumType}`;
    const name = `Checksum${ChecksumAlgorithm}` as const;
    const UploadId = await create(Key, { ChecksumAlgorithm, ChecksumType });
    const Parts: CompletedPart[] = [];
    for (const [index, Body] of PARTS.entries()) {
      const PartNumber = index + 1;
      const part = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm }),
      );
      expect(part[name]).toBeTruthy();
      Parts.push({ PartNumber, ETag: part.ETag, [name]: part[name] });
    }
    const completed = await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, ChecksumType, MultipartUpload: { Parts } }),
    );
    expect(completed).toMatchObject({ ETag: ETAG, ChecksumType });
    // What the client itself computes for the whole, or for the digests of the parts, is the measure.
    const isWhole = ChecksumType === 'FULL_OBJECT';
    const digests = Parts.map((part) => Buffer.from(part[name]!, 'base64'));
    const measure = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'measure',
        Body: isWhole ? BODY : Buffer.concat(digests),
        ChecksumAlgorithm,
      }),
    );
    expect(completed[name]).toBe(`${measure[name]}${isWhole ? '' : '-3'}`);
    expect((await get(Key)).equals(BODY)).toBe(true);
    const { Checksum, ObjectParts, ObjectSize } = await client.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ['Checksum', 'ObjectParts', 'ObjectSize'],
        MaxParts: 2,
      }),
    );
    expect(ObjectSize).toBe(BODY.length);
    expect(Checksum).toEqual({ [name]: completed[name], ChecksumType });
    expect(ObjectParts).toMatchObject({ TotalPartsCount: 3, IsTruncated: true, NextPartNumberMarker: '2' });
  });

  it('reads single parts', async () => {
    const Key = 'part-wise';
    const UploadId = await create(Key);
    const parts = await Promise.all([0, 1, 2].map((index) => upload(Key, UploadId, index)));
    await complete(Key, UploadId, parts);
    const second = await client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect([second.$metadata.httpStatusCode, second.PartsCount]).toEqual([206, 3]);
    expect(second.ContentRange).toBe(`bytes ${PART_SIZE}-${2 * PART_SIZE - 1}/${BODY.length}`);
    expect(Buffer.from(await second.Body!.transformToByteArray()).equals(PARTS[1]!)).toBe(true);
  });

  it('lists uploads and parts in pages and forgets what was aborted', async () => {
    const Key = 'listed ünï+';
    const other = await create('listed-other');
    const UploadId = await create(Key);
    for (const index of [2, 0]) await upload(Key, UploadId, index);
    await upload(Key, UploadId, 0);
    const first = await client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1' });
    expect(first.Parts!.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[1, PART_SIZE]]);
    const PartNumberMarker = first.NextPartNumberMarker;
    const second = await client.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker }));
    expect(second.Parts!.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[3, 12_345]]);
    const numbers: unknown[] = [];
    // S3 names a marker on the last page too, and the paginator of this SDK goes on for as long as there is one.
    const pages = paginateListParts({ client, pageSize: 1 }, { Bucket, Key, UploadId });
    for await (const { Parts, IsTruncated } of pages) {
      numbers.push(...Parts!.map(({ PartNumber }) => PartNumber));
      if (!IsTruncated) break;
    }
    expect(numbers).toEqual([1, 3]);
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1 }));
    expect(page.Uploads).toMatchObject([{ Key, UploadId }]);
    const next = await client.send(
      new ListMultipartUploadsCommand({
        Bucket,
        KeyMarker: page.NextKeyMarker,
        UploadIdMarker: page.NextUploadIdMarker,
      }),
    );
    expect(next.Uploads).toMatchObject([{ Key: 'listed-other', UploadId: other }]);
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'listed-other', UploadId: other }));
    expect(await uploadIds()).toEqual([]);
    expect(await refusal(upload(Key, UploadId, 0))).toEqual({ code: 'NoSuchUpload', status: 404 });
    expect(await refusal(client.send(new ListPartsCommand({ Bucket, Key, UploadId })))).toEqual({
      code: 'NoSuchUpload',
      status: 404,
    });
  });

  it('copies parts, whole and by range', async () => {
    const Key = 'copied-parts';
    await client.send(new PutObjectCommand({ Bucket, Key: 'copy source ü', Body: BODY }));
    const UploadId = await create(Key);
    const CopySource = `${Bucket}/${encodeURIComponent('copy source ü')}`;
    const Parts: CompletedPart[] = [];
    for (const [PartNumber, range] of [
      [1, `bytes=0-${PART_SIZE - 1}`],
      [2, `bytes=${PART_SIZE}-${BODY.length - 1}`],
      [3, undefined],
    ] as const) {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange: range }),
      );
      Parts.push({ PartNumber, ETag: CopyPartResult!.ETag });
    }
    await complete(Key, UploadId, Parts);
    expect((await get(Key)).equals(Buffer.concat([BODY, BODY]))).toBe(true);
  });

  it('refuses completions that do not fit what was uploaded', async () => {
    const Key = 'refused';
    const UploadId = await create(Key);
    const [first, second, third] = [
      await upload(Key, UploadId, 0),
      await upload(Key, UploadId, 1),
      await upload(Key, UploadId, 2),
    ] as const;
    const refused = async (parts: CompletedPart[]): Promise<string> =>
      (await refusal(complete(Key, UploadId, parts))).code;
    expect(await refused([second, first])).toBe('InvalidPartOrder');
    expect(await refused([{ ...first, ETag: second.ETag }])).toBe('InvalidPart');
    expect(await refused([first, { PartNumber: 9, ETag: first.ETag }])).toBe('InvalidPart');
    expect(await refusal(client.send(new HeadObjectCommand({ Bucket, Key })))).toMatchObject({ status: 404 });
    await complete(Key, UploadId, [first, second, third]);
    expect((await get(Key)).equals(BODY)).toBe(true);
  });

  it('refuses small parts before the last', async () => {
    const Key = 'small';
    const UploadId = await create(Key);
    const small = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'small' }),
    );
    const Parts = [{ PartNumber: 1, ETag: small.ETag }, await upload(Key, UploadId, 2)].map(
      (part, index) => ({
        ...part,
        PartNumber: index === 0 ? 1 : 3,
      }),
    );
    expect(await refusal(complete(Key, UploadId, Parts))).toEqual({ code: 'EntityTooSmall', status: 400 });
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  });

  it('completes on condition', async () => {
    const Key = 'completed-once';
    const start = async (): Promise<[string, CompletedPart[]]> => {
      const UploadId = await create(Key);
      return [UploadId, [await upload(Key, UploadId, 2)]];
    };
    const finish = ([UploadId, Parts]: [string, CompletedPart[]]): Promise<unknown> =>
      client.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          MultipartUpload: { Parts },
          IfNoneMatch: '*',
        }),
      );
    const loser = await start();
    await finish(await start());
    expect(await refusal(finish(loser))).toEqual({ code: 'PreconditionFailed', status: 412 });
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: loser[0] }));
  });
});

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}
