import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess } from '../support/gateway-process.js';
import { sdkClient, statusOf } from '../support/sdk-client.js';

const Bucket = 'shared';
const WRITERS = 32;
const ROUNDS = 12;
const INCREMENTS = 25;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe.each(['xattr', 'sidecar'])('two gateways on one directory with metadata store %s', (metadata) => {
  let directory: string;
  let sidecar: string;
  let gateways: GatewayProcess[] = [];
  let clients: S3Client[] = [];

  /** Writers are spread over both processes, each with connections of its own. */
  const clientOf = (writer: number): S3Client => clients[writer % clients.length]!;

  const read = async (Key: string): Promise<{ text: string; ETag: string }> => {
    const { Body, ETag } = await clientOf(0).send(new GetObjectCommand({ Bucket, Key }));
    return { text: await Body!.transformToString(), ETag: ETag! };
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-shared-'));
    sidecar = await mkdtemp(join(tmpdir(), 'glassgate-sidecar-'));
    const flags = metadata === 'sidecar' ? ['--sidecar', sidecar] : [];
    gateways = await Promise.all([0, 1].map(() => GatewayProcess.start({ directory, flags })));
    clients = gateways.map((gateway) => sdkClient(gateway));
    await clientOf(0).send(new CreateBucketCommand({ Bucket }));
  });

  afterAll(async () => {
    for (const client of clients) client.destroy();
    try {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
    } finally {
      await Promise.all([directory, sidecar].map((path) => rm(path, { recursive: true, force: true })));
    }
  });

  it.each(range(ROUNDS))('lets one of 32 writers create a key, round %d', async (round) => {
    const Key = `folder/once-${round}`;
    const statuses = await Promise.all(
      range(WRITERS).map((writer) =>
        statusOf(
          clientOf(writer).send(
            new PutObjectCommand({ Bucket, Key, Body: `writer ${writer}`, IfNoneMatch: '*' }),
          ),
        ),
      ),
    );
    const winners = range(WRITERS).filter((writer) => statuses[writer] === 200);
    expect(winners).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(WRITERS - 1);
    expect((await read(Key)).text).toBe(`writer ${winners[0]}`);
  });

  it('lets one of 16 uploads complete where there was nothing', async () => {
    const Key = 'completed-once';
    const uploads = await Promise.all(
      range(16).map(async (writer) => {
        const where = { Bucket, Key };
        const { UploadId } = await clientOf(writer).send(new CreateMultipartUploadCommand(where));
        const part = { ...where, UploadId, PartNumber: 1, Body: `writer ${writer}` };
        const { ETag } = await clientOf(writer).send(new UploadPartCommand(part));
        return { ...where, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
      }),
    );
    const statuses = await Promise.all(
      uploads.map((upload, index) =>
        // The process that completes is not the one that took the part.
        statusOf(
          clientOf(index + 1).send(new CompleteMultipartUploadCommand({ ...upload, IfNoneMatch: '*' })),
        ),
      ),
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...range(15).map(() => 412)]);
    expect((await read(Key)).text).toBe(`writer ${statuses.indexOf(200)}`);
  });

  it('loses no increment of a counter', async () => {
    const Key = 'counter';
    await clientOf(0).send(new PutObjectCommand({ Bucket, Key, Body: '0' }));
    const increment = async (client: S3Client): Promise<void> => {
      for (;;) {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
        const next = String(Number(await Body!.transformToString()) + 1);
        const put = client.send(new PutObjectCommand({ Bucket, Key, Body: next, IfMatch: ETag }));
        const status = await statusOf(put);
        if (status === 200) return;
        if (status !== 412) throw new Error(`an increment was answered with ${status}`);
      }
    };
    await Promise.all(
      range(4).map(async (writer) => {
        for (const _turn of range(INCREMENTS)) await increment(clientOf(writer));
      }),
    );
    expect((await read(Key)).text).toBe(String(4 * INCREMENTS));
  });

  it('shows whole objects with their own ETags only while both overwrite and delete', async () => {
    const Key = 'parent/overwritten';
    const versions = ['a', 'b'].map((letter) => letter.repeat(300_000));
    let isWriting = true;
    const write = async (writer: number): Promise<void> => {
      for (const turn of range(15)) {
        await clientOf(writer).send(new PutObjectCommand({ Bucket, Key, Body: versions[writer] }));
        if (turn % 5 === 4) await clientOf(writer).send(new DeleteObjectCommand({ Bucket, Key }));
      }
    };
    const tags = new Map(versions.map((text) => [`"${md5(text)}"`, text]));
    let torn = 0;
    const statuses = new Set([200, 404]);
    const watch = async (reader: number): Promise<void> => {
      while (isWriting) {
        const get = clientOf(reader).send(new GetObjectCommand({ Bucket, Key }));
        const status = await statusOf(get);
        statuses.add(status);
        if (status !== 200) continue;
        const { Body, ETag } = await get;
        if ((await Body!.transformToString()) !== tags.get(ETag!)) torn++;
      }
    };
    const readers = [0, 1].map(watch);
    await Promise.all([0, 1].map(write)).finally(() => (isWriting = false));
    await Promise.all(readers);
    expect(statuses).toEqual(new Set([200, 404]));
    expect(torn).toBe(0);
    await clientOf(0).send(new PutObjectCommand({ Bucket, Key, Body: 'last' }));
    expect((await read(Key)).text).toBe('last');
  });

  it('shows every writer the same listing', async () => {
    await Promise.all(
      range(40).map((index) =>
        clientOf(index).send(
          new PutObjectCommand({ Bucket, Key: `listed/${index % 7}/${index}`, Body: 'x' }),
        ),
      ),
    );
    const [first, second] = await Promise.all(
      clients.map(async (client) => {
        const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'listed/' }));
        return page.Contents!.map(({ Key, ETag }) => [Key, ETag]);
      }),
    );
    expect(first).toHaveLength(40);
    expect(second).toEqual(first);
  });
});
