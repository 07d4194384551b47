import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3ServiceException,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess } from '../support/gateway-process.js';
import { Random, SEED } from '../support/random.js';
import { sdkClient } from '../support/sdk-client.js';
import { VersionModel, type SeenVersion } from '../support/version-model.js';

const Bucket = 'raced';
const CLIENTS = 64;
const MILLISECONDS = 30_000;
const KEYS = Array.from({ length: 20 }, (_, index) =>
  index % 3 === 0 ? `folder/${index % 2}/key-${index}` : `key-${index}`,
);

/** Refusals that concurrent writers of one key have to live with; the request has then done nothing. */
const CONFLICTS: ReadonlySet<string> = new Set([
  'NoSuchKey',
  'NotFound',
  'NoSuchVersion',
  'MethodNotAllowed',
  'OperationAborted',
  'ConditionalRequestConflict',
]);

/** How often each thing is done. */
const MIX = [
  ...Array<'put'>(6).fill('put'),
  ...Array<'delete'>(2).fill('delete'),
  ...Array<'removeVersion'>(3).fill('removeVersion'),
  ...Array<'complete'>(2).fill('complete'),
  'abort',
  'list',
  'listVersions',
  ...Array<'read'>(2).fill('read'),
  ...Array<'tag'>(2).fill('tag'),
] as const;

/** One client that does things at random and tells the model what it was answered. */
class Racer {
  private count = 0;
  readonly refused: string[] = [];

  constructor(
    private readonly s3: S3Client,
    private readonly model: VersionModel,
    private readonly random: Random,
    private readonly name: string,
  ) {}

  async run(until: number): Promise<number> {
    let done = 0;
    for (; performance.now() < until; done += 1) {
      const Key = this.random.pick(KEYS)!;
      const what = this.random.pick(MIX)!;
      try {
        await this[what](Key);
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        if (!CONFLICTS.has(error.name))
          this.refused.push(
            `${what} ${Key}: ${error.$metadata.httpStatusCode} ${error.name} ${error.message}`,
          );
      }
    }
    return done;
  }

  private body(): string {
    this.count += 1;
    return `${this.name}-${this.count} ${'x'.repeat(this.random.below(4) === 0 ? this.random.below(50_000) : 10)}`;
  }

  /** Remembers what `write` made, with the time that it took. */
  private async making(
    key: string,
    body: string | undefined,
    write: () => Promise<{ VersionId?: string | undefined }>,
  ): Promise<void> {
    const sent = performance.now();
    const { VersionId } = await write();
    if (VersionId === undefined) throw new Error(`a write of ${key} made no version`);
    this.model.add({ key, versionId: VersionId, body, sent, answered: performance.now() });
  }

  private async put(Key: string): Promise<void> {
    const Body = this.body();
    await this.making(Key, Body, () => this.s3.send(new PutObjectCommand({ Bucket, Key, Body })));
  }

  private async delete(Key: string): Promise<void> {
    await this.making(Key, undefined, () => this.s3.send(new DeleteObjectCommand({ Bucket, Key })));
  }

  private async removeVersion(Key: string): Promise<void> {
    const version = this.random.pick(this.model.versions(Key));
    if (!version) return;
    await this.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: version.versionId }));
    this.model.remove(version.versionId);
  }

  private async upload(Key: string, Body: string): Promise<{ UploadId: string; ETag: string }> {
    const { UploadId } = await this.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body });
    const { ETag } = await this.s3.send(part);
    return { UploadId: UploadId!, ETag: ETag! };
  }

  private async complete(Key: string): Promise<void> {
    const body = this.body();
    const { UploadId, ETag } = await this.upload(Key, body);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await this.making(Key, body, () =>
      this.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload })),
    );
  }

  private async abort(Key: string): Promise<void> {
    const { UploadId } = await this.upload(Key, this.body());
    await this.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }

  private async list(): Promise<void> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket }));
    const keys = Contents.map(({ Key }) => Key!);
    if (keys.some((key) => !KEYS.includes(key)) || new Set(keys).size !== keys.length)
      this.refused.push(`a listing showed ${keys.join(' ')}`);
  }

  private async listVersions(Prefix: string): Promise<void> {
    await this.s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 1 + this.random.below(100) }),
    );
  }

  private async read(Key: string): Promise<void> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = await Body!.transformToString();
    if (!/^client-\d+-\d+ x*$/.test(text)) this.refused.push(`read of ${Key} gave ${text.slice(0, 80)}`);
  }

  private async tag(Key: string): Promise<void> {
    const version = this.random.pick(this.model.versions(Key).filter(({ body }) => body !== undefined));
    if (!version) return;
    const value = `${this.name}-${(this.count += 1)}`;
    this.model.tagging(version.versionId, value);
    const Tagging = { TagSet: [{ Key: 'by', Value: value }] };
    const VersionId = version.versionId;
    await this.s3.send(new PutObjectTaggingCommand({ Bucket, Key, VersionId, Tagging }));
    this.model.hasTag(VersionId);
  }
}

async function allVersions(s3: S3Client): Promise<SeenVersion[]> {
  const seen: SeenVersion[] = [];
  for (let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}; from;) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 500, ...from }),
    );
    const shown =
      (isDeleteMarker: boolean) => (version: { Key?: string; VersionId?: string; IsLatest?: boolean }) => ({
        key: version.Key!,
        versionId: version.VersionId!,
        isLatest: version.IsLatest === true,
        isDeleteMarker,
      });
    // Two lists, each in order; ids are compared below, so that of one key the newer comes first.
    seen.push(...(page.Versions ?? []).map(shown(false)), ...(page.DeleteMarkers ?? []).map(shown(true)));
    from = page.IsTruncated
      ? {
          KeyMarker: page.NextKeyMarker!,
          ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
        }
      : undefined;
  }
  // The ids of this gateway's versions sort by age.
  return seen.sort((a, b) =>
    a.key === b.key ? (a.versionId < b.versionId ? 1 : -1) : a.key < b.key ? -1 : 1,
  );
}

describe.each(['xattr', 'sidecar'])(
  `64 clients of two gateways, with metadata in %s (seed ${SEED})`,
  (metadata) => {
    let directory: string;
    let sidecar: string;
    let gateways: GatewayProcess[] = [];
    let clients: S3Client[] = [];
    const model = new VersionModel();
    let racers: Racer[] = [];
    let seen: SeenVersion[] = [];

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'glassgate-raced-'));
      sidecar = await mkdtemp(join(tmpdir(), 'glassgate-sidecar-'));
      const flags = metadata === 'sidecar' ? ['--sidecar', sidecar] : [];
      gateways = await Promise.all([0, 1].map(() => GatewayProcess.start({ directory, flags })));
      clients = gateways.map((gateway) =>
        sdkClient(gateway, { requestHandler: { httpAgent: { maxSockets: CLIENTS } } }),
      );
      const s3 = clients[0]!;
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      );
      racers = Array.from(
        { length: CLIENTS },
        (_, index) => new Racer(clients[index % 2]!, model, new Random(SEED + index), `client-${index}`),
      );
      const until = performance.now() + MILLISECONDS;
      const done = await Promise.all(racers.map((racer) => racer.run(until)));
      if (done.includes(0)) throw new Error('a client has done nothing');
      seen = await allVersions(s3);
    }, MILLISECONDS + 60_000);

    afterAll(async () => {
      for (const client of clients) client.destroy();
      try {
        await Promise.all(gateways.map((gateway) => gateway.stop()));
      } finally {
        await Promise.all([directory, sidecar].map((path) => rm(path, { recursive: true, force: true })));
      }
    });

    it('answers nothing but success and conflicts', () => {
      expect(racers.flatMap(({ refused }) => refused)).toEqual([]);
    });

    it('lists every version that was acknowledged and not removed, and no other, in order', () => {
      expect(model.disagreements(seen)).toEqual([]);
      expect(seen.length).toBeGreaterThan(KEYS.length);
    });

    it('gives back the bytes and tags of every version', async () => {
      const wrong: string[] = [];
      for (const { key: Key, versionId: VersionId, body } of model.versions()) {
        if (body === undefined) continue;
        const { Body } = await clients[1]!.send(new GetObjectCommand({ Bucket, Key, VersionId }));
        if ((await Body!.transformToString()) !== body) wrong.push(`bytes of ${Key} ${VersionId}`);
        const { TagSet = [] } = await clients[0]!.send(
          new GetObjectTaggingCommand({ Bucket, Key, VersionId }),
        );
        if (!model.mayHaveTag(VersionId, TagSet[0]?.Value)) wrong.push(`tags of ${Key} ${VersionId}`);
      }
      expect(wrong).toEqual([]);
    });

    it('shows the latest version of each key as the object', async () => {
      const latest = seen.filter(({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker);
      const { Contents = [] } = await clients[1]!.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents.map(({ Key }) => Key)).toEqual(latest.map(({ key }) => key).toSorted());
      for (const { key: Key, versionId } of latest) {
        const { VersionId } = await clients[0]!.send(new HeadObjectCommand({ Bucket, Key }));
        expect([Key, VersionId]).toEqual([Key, versionId]);
      }
    });

    it('leaves no upload and no file that belongs to nothing', async () => {
      const { Uploads = [] } = await clients[0]!.send(new ListMultipartUploadsCommand({ Bucket }));
      expect(Uploads).toEqual([]);
      const entries = await readdir(join(directory, Bucket), { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const hidden = files.filter(
        (file) => file.includes('/.sgwtmp/') && !file.endsWith('/.sgwtmp/bucket.json'),
      );
      const history = hidden.filter((file) => file.includes('/.sgwtmp/versions/'));
      expect(hidden.filter((file) => !history.includes(file))).toEqual([]);
      expect(history).toHaveLength(
        seen.filter(({ isLatest, isDeleteMarker }) => !isLatest || isDeleteMarker).length,
      );
      const objects = seen.filter(({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker);
      expect(files.filter((file) => !file.includes('/.sgwtmp/'))).toHaveLength(objects.length);
    });
  },
);
