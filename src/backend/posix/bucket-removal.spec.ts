import type { Dirent } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { AsyncFileCalls } from './io/async-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const attributes = { headers: {}, userMetadata: {}, tags: {} };

/** Lets somebody else work once, right before a directory is read or removed. */
class RacingFileCalls extends AsyncFileCalls {
  constructor(
    private readonly call: 'readdir' | 'rmdir',
    private readonly directory: string,
    private other: (() => Promise<void>) | undefined,
  ) {
    super();
  }

  override async readdir(path: string): Promise<Dirent[]> {
    await this.race('readdir', path);
    return super.readdir(path);
  }

  override async rmdir(path: string): Promise<void> {
    await this.race('rmdir', path);
    await super.rmdir(path);
  }

  private async race(call: 'readdir' | 'rmdir', path: string): Promise<void> {
    if (call !== this.call || path !== this.directory) return;
    const { other } = this;
    this.other = undefined;
    await other?.();
  }
}

describe('the removal of a bucket', () => {
  let root: string;
  let other: PosixBackend;

  const open = (calls?: AsyncFileCalls): Promise<PosixBackend> =>
    PosixBackend.open(Object.assign(new PosixConfig(), { root, durability: 'none' }), calls && { calls });
  const removeWhile = async (work: () => Promise<void>): Promise<void> =>
    (await open(new RacingFileCalls('rmdir', join(root, bucket), work))).deleteBucket(bucket);
  const beginUpload = (key: string): Promise<string> =>
    other.createMultipartUpload({ bucket, key, attributes, initiator: 'me' });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bucket-removal-'));
    other = await open();
    await other.createBucket({ bucket, owner: 'me' });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('takes uploads in progress along', async () => {
    await beginUpload('key');
    await other.deleteBucket(bucket);
    expect(await readdir(root)).toEqual([]);
  });

  it('gives everything back to a bucket that gets an object and an upload meanwhile', async () => {
    const uploads: { key: string; uploadId: string }[] = [];
    uploads.push({ key: 'before', uploadId: await beginUpload('before') });
    const removal = removeWhile(async () => {
      uploads.push({ key: 'meanwhile', uploadId: await beginUpload('meanwhile') });
      await other.putObject({ bucket, key: 'object', attributes, body: objectBody('bytes') });
    });
    await expect(removal).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    for (const upload of uploads) {
      const page = await other.listParts({ bucket, ...upload, partNumberMarker: 0, maxParts: 1 });
      expect(page.upload).toMatchObject(upload);
    }
    expect(await readdir(root)).toEqual([bucket]);
  });

  describe.each(['in the bucket', 'elsewhere'])('while a version is made, which is kept %s,', (where) => {
    let versioningDir: string | undefined;
    const openAlike = (calls?: AsyncFileCalls): Promise<PosixBackend> =>
      PosixBackend.open(
        Object.assign(new PosixConfig(), { root, versioningDir, durability: 'none' }),
        calls && { calls },
      );
    const list = async (): Promise<string[]> => {
      const all = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
      return (await other.listObjectVersions({ ...all, bucket })).versions.map(({ versionId }) => versionId);
    };

    beforeEach(async () => {
      versioningDir = where === 'elsewhere' ? await mkdtemp(join(tmpdir(), 'bucket-versions-')) : undefined;
      other = await openAlike();
    });
    afterEach(async () => versioningDir && rm(versioningDir, { recursive: true }));

    it.each([
      ['readdir', 'is looked at'],
      ['rmdir', 'is removed'],
    ] as const)('stops at %s, when the directory %s', async (call, _when) => {
      const made: (string | undefined)[] = [];
      const key = { bucket, key: 'folder/key', versioning: 'Enabled' } as const;
      const work = async (): Promise<void> => {
        made.push((await other.putObject({ ...key, attributes, body: objectBody('bytes') })).versionId);
        made.unshift((await other.deleteObject(key)).versionId);
      };
      const removal = await openAlike(new RacingFileCalls(call, join(root, bucket), work));
      await expect(removal.deleteBucket(bucket)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
      expect(made).toHaveLength(2);
      expect(await list()).toEqual(made);
      expect(await readdir(root)).toEqual([bucket]);
      for (const versionId of made) await other.deleteObject({ ...key, versionId });
      await other.deleteBucket(bucket);
      expect(await readdir(root)).toEqual([]);
    });
  });

  it('goes on when the delete of the last key takes a folder away', async () => {
    const last = { bucket, key: 'folder/last' };
    await other.putObject({ ...last, attributes, body: objectBody('bytes') });
    const remove = async (): Promise<void> => void (await other.deleteObject(last));
    const calls = new RacingFileCalls('readdir', join(root, bucket, 'folder'), remove);
    await (await open(calls)).deleteBucket(bucket);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves nothing when somebody else is faster', async () => {
    await beginUpload('key');
    const removal = removeWhile(() => other.deleteBucket(bucket));
    await expect(removal).rejects.toMatchObject({ code: 'NoSuchBucket' });
    expect(await readdir(root)).toEqual([]);
  });
});
