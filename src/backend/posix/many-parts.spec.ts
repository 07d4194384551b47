import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PosixConfig } from '../../config/posix.config.js';
import type { CompletedPart } from '../model/multipart.js';
import type { CopySpan } from './io/data-calls.js';
import { KernelDataCalls } from './io/kernel-data-calls.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { XattrMetadataStore } from './metadata/xattr.metadata-store.js';
import { PosixBackend } from './posix.backend.js';

const PARTS = 10_000;
const PART_SIZE = 5 * 1024 * 1024;
const TAIL = 16;
const ENOTSUP = 95;

/** Copies the end of a part only: the parts of this test are holes up to there. */
class HoleSkipping extends KernelDataCalls {
  override async cloneRange(): Promise<void> {
    throw systemError(ENOTSUP, 'ioctl');
  }

  override async copyFileRange(copy: CopySpan): Promise<number> {
    const skipped = copy.length - TAIL;
    const { fromOffset, toOffset } = copy;
    const tail = { ...copy, fromOffset: fromOffset + skipped, toOffset: toOffset + skipped, length: TAIL };
    return skipped + (await super.copyFileRange(tail));
  }
}

const tailOf = (partNumber: number): string => String(partNumber).padStart(TAIL);

describe('an upload of 10,000 parts', () => {
  const calls = new SyncFileCalls();
  const upload = { bucket: 'bucket', key: 'deep/key' };
  let root = '';
  let backend: PosixBackend;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'glassgate-parts-'));
    const config = Object.assign(new PosixConfig(), { root, durability: 'none', fileCalls: 'sync' });
    backend = await PosixBackend.open(config, { data: new HoleSkipping() });
    await backend.createBucket({ bucket: upload.bucket, owner: 'owner' });
  });
  afterAll(() => rm(root, { recursive: true }));

  /** Puts a sparse part where UploadPart would. */
  async function putPart(folder: string, partNumber: number): Promise<CompletedPart> {
    const store = new XattrMetadataStore(Object.assign(new PosixConfig(), { root }), calls);
    const path = join(folder, String(partNumber));
    const fd = calls.open(path, constants.O_CREAT | constants.O_WRONLY, 0o644);
    calls.write(fd, Buffer.from(tailOf(partNumber)), PART_SIZE - TAIL);
    const etag = createHash('md5').update(String(partNumber)).digest('hex');
    const checksum = randomBytes(32).toString('base64');
    await store.writePlain({ bucket: 'bucket', name: 'part', path, fd }, { etag, checksum });
    calls.close(fd);
    return { partNumber, etag, checksums: { SHA256: checksum } };
  }

  it('completes, whatever room the file system has for attributes', async () => {
    const uploadId = await backend.createMultipartUpload({
      ...upload,
      attributes: { headers: { contentType: 'video/mp4' }, userMetadata: {}, tags: {} },
      initiator: 'owner',
      checksum: { algorithm: 'SHA256', type: 'COMPOSITE' },
    });
    const uploads = join(root, 'bucket', '.sgwtmp', 'multipart');
    const folder = join(uploads, (await readdir(uploads))[0] ?? '', uploadId);
    const parts: CompletedPart[] = [];
    for (let number = 1; number <= PARTS; number++) parts.push(await putPart(folder, number));
    const { etag } = await backend.completeMultipartUpload({ ...upload, uploadId, parts });
    expect(etag).toMatch(/^[0-9a-f]{32}-10000$/);
    const size = PARTS * PART_SIZE;
    const info = await backend.headObject(upload);
    expect(info).toMatchObject({
      etag,
      size,
      partCount: PARTS,
      attributes: { headers: { contentType: 'video/mp4' } },
    });
    expect(info.parts).toBeUndefined();
    const table = (await backend.headObject({ ...upload, withParts: true })).parts ?? [];
    expect(table).toEqual(
      parts.map(({ partNumber, checksums }) => ({ partNumber, size: PART_SIZE, checksum: checksums.SHA256 })),
    );
  }, 60_000);

  it('has every part in its place', async () => {
    for (const partNumber of [1, 2, 4999, PARTS]) {
      const last = partNumber * PART_SIZE - 1;
      let text = '';
      const stored = await backend.getObject(upload);
      for await (const chunk of stored.read({ first: last - TAIL + 1, last })) text += chunk.toString();
      expect(text).toBe(tailOf(partNumber));
    }
  });
});
