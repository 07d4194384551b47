import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const upload = {
  bucket,
  key: 'key',
  attributes: { headers: {}, userMetadata: {}, tags: {} },
  initiator: 'me',
};
const indexes = Array.from({ length: 300 }, (_, index) => index);

/** How often others had their turn while `work` went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    if (isOver) return;
    turns++;
    setImmediate(count);
  };
  setImmediate(count);
  await work;
  isOver = true;
  return turns;
}

describe('other requests have their turn', () => {
  let root: string;
  let backend: PosixBackend;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'turns-'));
    const config = Object.assign(new PosixConfig(), { root, durability: 'none', fileCalls: 'sync' });
    backend = await PosixBackend.open(config);
    await backend.createBucket({ bucket, owner: 'me' });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('while many uploads are listed', async () => {
    for (const _index of indexes) await backend.createMultipartUpload(upload);
    const query = { bucket, prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 1 };
    expect(await turnsDuring(backend.listMultipartUploads(query))).toBeGreaterThan(1);
  });

  it('while many parts are listed', async () => {
    const uploadId = await backend.createMultipartUpload(upload);
    for (const index of indexes) {
      await backend.uploadPart({ bucket, key: 'key', uploadId, partNumber: index + 1, body: objectBody('') });
    }
    const query = { bucket, key: 'key', uploadId, partNumberMarker: 0, maxParts: 1000 };
    expect(await turnsDuring(backend.listParts(query))).toBeGreaterThan(1);
  });

  it('while a page looks for keys in many directories that hold none', async () => {
    for (const index of indexes) await mkdir(join(root, bucket, `${index}`));
    const query = { bucket, prefix: '', delimiter: '', startAfter: '', maxKeys: 1 };
    expect(await turnsDuring(backend.listObjects(query))).toBeGreaterThan(1);
  });
});
