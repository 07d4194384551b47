import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { AsyncFileCalls } from './io/async-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const key = 'folder/';

/** Begins other work right before a directory is removed, and gives it time enough to end unless it has to wait. */
class RacingFileCalls extends AsyncFileCalls {
  others: Promise<unknown> | undefined;

  constructor(private readonly begin: () => Promise<unknown>) {
    super();
  }

  override async rmdir(path: string): Promise<void> {
    if (!this.others && path.endsWith('/bucket/folder')) {
      this.others = this.begin();
      await Promise.race([this.others, sleep(200)]);
    }
    await super.rmdir(path);
  }
}

describe.each(['xattr', 'sidecar'] as const)('directory objects with metadata store %s', (metadata) => {
  let base: string;

  const open = (calls?: AsyncFileCalls): Promise<PosixBackend> => {
    const places = { root: base, sidecar: join(base, '.sidecar') };
    const config = Object.assign(new PosixConfig(), { ...places, metadata, durability: 'none' });
    return PosixBackend.open(config, calls && { calls });
  };
  const put = (backend: PosixBackend, name: string): Promise<unknown> =>
    backend.putObject({
      bucket,
      key: name,
      attributes: { headers: {}, userMetadata: {}, tags: {} },
      body: objectBody(name.endsWith('/') ? '' : 'bytes'),
    });

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'directory-objects-'));
    await mkdir(join(base, '.sidecar'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('are not lost when the last key below them goes at the same time', async () => {
    const other = await open();
    const calls = new RacingFileCalls(() => put(other, key));
    const backend = await open(calls);
    await backend.createBucket({ bucket, owner: 'me' });
    await put(backend, `${key}last`);
    await backend.deleteObject({ bucket, key: `${key}last` });
    await calls.others;
    expect(calls.others).toBeDefined();
    expect(await other.headObject({ bucket, key })).toMatchObject({ key, size: 0 });
  });

  it('stay when the keys below them go, other parents do not', async () => {
    const backend = await open();
    await backend.createBucket({ bucket, owner: 'me' });
    await put(backend, key);
    await put(backend, `${key}parent/key`);
    await backend.deleteObject({ bucket, key: `${key}parent/key` });
    expect(await readdir(join(base, bucket, 'folder'))).toEqual([]);
  });
});
