import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayProcess } from '../support/gateway-process.js';
import { Random, SEED } from '../support/random.js';
import { pseudoRandomBytes, sha256 } from '../support/sample-tree.js';
import { sdkClient } from '../support/sdk-client.js';

/** Milliseconds that a gateway has for what was left behind. */
const CLEANING = 25_000;

const Bucket = 'killed';
const UPLOADS = 200;
const AT_ONCE = 20;
const MEBIBYTE = 1024 * 1024;

/** Milliseconds of work after which a gateway is killed, at most: some uploads are over then, some under way. */
const LONGEST_LIFE = 400;

const KINDS = ['small', 'large', 'created', 'parts', 'copy'] as const;

interface Attempt {
  readonly sha256: string;
  readonly metadata: string;
}

/** What was sent to one key, in order; without versions everything before the acknowledged attempt is replaced. */
interface KeyHistory {
  readonly attempts: Attempt[];
  acknowledged: number;
  readonly answered: number[];
}

describe.each([
  ['extended attributes', [], false],
  ['extended attributes and named temporary files', ['--disableotmp'], false],
  ['a sidecar directory', ['--sidecar'], false],
  ['extended attributes and versions', [], true],
  ['a sidecar directory and versions', ['--sidecar'], true],
])(`a gateway that is killed, with metadata in %s (seed ${SEED})`, (_title, options, versioned) => {
  const random = new Random(SEED);
  const source = pseudoRandomBytes(3 * MEBIBYTE, 7);
  const histories = new Map<string, KeyHistory>();
  let home: string;
  let count = 0;

  const flags = (): string[] =>
    options.flatMap((flag) => (flag === '--sidecar' ? [flag, join(home, 'sidecar')] : [flag]));

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'glassgate-killed-'));
    await mkdir(join(home, 'data'));
    await mkdir(join(home, 'sidecar'));
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  const start = (more: readonly string[] = []): Promise<GatewayProcess> =>
    GatewayProcess.start({ directory: join(home, 'data'), flags: [...flags(), ...more] });

  /** Sends one upload; settles when it is acknowledged. */
  async function upload(s3: S3Client, kind: (typeof KINDS)[number], Key: string): Promise<void> {
    const history = histories.get(Key) ?? { attempts: [], acknowledged: -1, answered: [] };
    histories.set(Key, history);
    const seed = (count += 1);
    const size = kind === 'small' ? random.below(64 * 1024) : MEBIBYTE + random.below(5 * MEBIBYTE);
    const body =
      kind === 'copy' ? source : pseudoRandomBytes(kind === 'parts' ? 5 * MEBIBYTE + size : size, seed);
    const Metadata = { attempt: `${seed}` };
    const number = history.attempts.push({ sha256: sha256(body), metadata: `${seed}` }) - 1;
    if (kind === 'parts') await uploadParts(s3, Key, body, Metadata);
    else if (kind === 'copy') {
      const CopySource = `${Bucket}/source`;
      await s3.send(
        new CopyObjectCommand({ Bucket, Key, CopySource, Metadata, MetadataDirective: 'REPLACE' }),
      );
    } else {
      const IfNoneMatch = kind === 'created' ? '*' : undefined;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: body, Metadata, IfNoneMatch }));
    }
    history.acknowledged = number;
    history.answered.push(number);
  }

  /** One life of the gateway, ended at a random moment. */
  async function liveAndDie(): Promise<number> {
    const gateway = await start();
    const s3 = sdkClient(gateway);
    const keys = Array.from({ length: AT_ONCE }, (_, index) => {
      const kind = random.pick(KINDS)!;
      // Half of the uploads replace what earlier ones have made.
      const fresh = kind === 'created' || random.below(2) === 0;
      return { kind, Key: fresh ? `new/${kind}-${(count += 1)}` : `again/${index}` };
    });
    const uploads = keys.map(({ kind, Key }) => upload(s3, kind, Key).catch(() => undefined));
    await sleep(random.below(LONGEST_LIFE));
    gateway.signal('SIGKILL');
    await gateway.exitCode();
    await Promise.all(uploads);
    s3.destroy();
    return keys.length;
  }

  async function verify(s3: S3Client): Promise<string[]> {
    const wrong: string[] = [];
    const listed = new Map<string, number>();
    for (let after: string | undefined = ''; after !== undefined;) {
      const page = await listPage(s3, after);
      for (const { Key, Size } of page) listed.set(Key!, Size!);
      after = page.at(-1)?.Key;
    }
    for (const [key, { attempts, acknowledged }] of histories) {
      if (!listed.has(key)) {
        if (acknowledged >= 0) wrong.push(`${key} is lost`);
        continue;
      }
      const { found, size } = await attemptOf(s3, { Bucket, Key: key }, attempts);
      if (found < Math.max(acknowledged, 0))
        wrong.push(`${key} holds ${size} bytes of attempt ${found}, not ${acknowledged}`);
      if (listed.get(key) !== size) wrong.push(`${key} is listed with ${listed.get(key)} bytes`);
    }
    const unknown = [...listed.keys()].filter((key) => key !== 'source' && !histories.has(key));
    return [...wrong, ...unknown.map((key) => `${key} came from nowhere`)];
  }

  /** Each version is one whole attempt, none stands there twice, and every acknowledged one is there. */
  async function verifyVersions(s3: S3Client): Promise<string[]> {
    const wrong: string[] = [];
    for (const [key, { attempts, answered }] of histories) {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key }));
      const kept: number[] = [];
      for (const { Key, VersionId, Size } of Versions.filter((version) => version.Key === key)) {
        const { found, size } = await attemptOf(s3, { Bucket, Key, VersionId }, attempts);
        if (found < 0 || size !== Size) wrong.push(`${key} ${VersionId} is no attempt`);
        if (kept.includes(found)) wrong.push(`attempt ${found} of ${key} is there twice`);
        kept.push(found);
      }
      wrong.push(
        ...answered.filter((number) => !kept.includes(number)).map((number) => `${key} lost ${number}`),
      );
    }
    return wrong;
  }

  it('keeps whole objects only, and every acknowledged one', async () => {
    const first = await start();
    const s3 = sdkClient(first);
    await s3.send(new CreateBucketCommand({ Bucket }));
    if (versioned) {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: source }));
    s3.destroy();
    await first.stop();
    for (let uploads = 0; uploads < UPLOADS;) uploads += await liveAndDie();
    const gateway = await start();
    const client = sdkClient(gateway);
    try {
      expect(await verify(client)).toEqual([]);
      expect(versioned ? await verifyVersions(client) : []).toEqual([]);
      const all = [...histories.values()];
      expect(all.some(({ acknowledged }) => acknowledged >= 0)).toBe(true);
      expect(all.some(({ acknowledged, attempts }) => acknowledged < attempts.length - 1)).toBe(true);
      await abortAll(client);
    } finally {
      client.destroy();
      await gateway.stop();
    }
  }, 120_000);

  it('has no temporary file left when their time is over', async () => {
    const gateway = await start(['--leftover-age', '0s']);
    const client = sdkClient(gateway);
    try {
      const deadline = Date.now() + CLEANING;
      while ((await temporaryFiles()).length > 0 && Date.now() < deadline) await sleep(50);
      expect(await temporaryFiles()).toEqual([]);
      expect(await verify(client)).toEqual([]);
    } finally {
      client.destroy();
      await gateway.stop();
    }
  }, 30_000);

  /** In the temporary folder of the bucket; its own record is none. */
  async function temporaryFiles(): Promise<string[]> {
    const folder = join(home, 'data', Bucket, '.sgwtmp');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name !== 'bucket.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('/.sgwtmp/versions/'));
  }
});

/** Which attempt an object or version holds, bytes and metadata; -1 for none. */
async function attemptOf(
  s3: S3Client,
  which: { Bucket: string; Key: string | undefined; VersionId?: string | undefined },
  attempts: readonly Attempt[],
): Promise<{ found: number; size: number }> {
  const { Body, Metadata } = await s3.send(new GetObjectCommand(which));
  const bytes = await Body!.transformToByteArray();
  const sum = sha256(bytes);
  const found = attempts.findIndex(
    (attempt) => attempt.sha256 === sum && attempt.metadata === Metadata?.['attempt'],
  );
  return { found, size: bytes.length };
}

async function listPage(s3: S3Client, StartAfter: string) {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter }));
  return Contents;
}

async function uploadParts(
  s3: S3Client,
  Key: string,
  body: Buffer,
  Metadata: Record<string, string>,
): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata }));
  const parts = [body.subarray(0, 5 * MEBIBYTE), body.subarray(5 * MEBIBYTE)];
  const Parts = await Promise.all(
    parts.map(async (Body, index) => {
      const PartNumber = index + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    }),
  );
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

async function abortAll(s3: S3Client): Promise<void> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads)
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
}
