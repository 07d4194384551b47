import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';

describe.each(['xattr', 'sidecar'] as const)('an object with a damaged record, store %s', (metadata) => {
  let base: string;
  let backend: PosixBackend;

  const put = (key: string): Promise<{ etag: string }> =>
    backend.putObject({
      bucket,
      key,
      attributes: { headers: {}, userMetadata: {}, tags: {} },
      body: objectBody(key),
    });
  const list = async (): Promise<Map<string, string>> => {
    const query = { bucket, prefix: '', delimiter: '', startAfter: '', maxKeys: 10 };
    return new Map((await backend.listObjects(query)).objects.map(({ key, etag }) => [key, etag]));
  };

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'damaged-records-'));
    const places = { root: join(base, 'root'), sidecar: join(base, 'sidecar') };
    for (const place of Object.values(places)) await mkdir(place);
    const config = Object.assign(new PosixConfig(), { ...places, metadata, durability: 'none' });
    backend = await PosixBackend.open(config);
    await backend.createBucket({ bucket, owner: 'me' });
    for (const key of ['damaged', 'whole']) await put(key);
    const bytes = Buffer.from('not JSON');
    if (metadata === 'xattr')
      new SyncFileCalls().setxattr(join(base, 'root/bucket/damaged'), 'user.glassgate', bytes);
    else await writeFile(join(base, 'sidecar/bucket/damaged/meta/glassgate'), bytes);
  });
  afterEach(() => rm(base, { recursive: true }));

  it('is no object that can be read', async () => {
    await expect(backend.headObject({ bucket, key: 'damaged' })).rejects.toThrow('metadata record');
  });

  it('is listed beside the others, with an ETag that is no MD5', async () => {
    const etags = await list();
    expect([...etags.keys()]).toEqual(['damaged', 'whole']);
    expect(etags.get('damaged')).not.toMatch(/^[0-9a-f]{32}$/);
    expect(etags.get('whole')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('can be replaced and removed', async () => {
    const { etag } = await put('damaged');
    expect(await backend.headObject({ bucket, key: 'damaged' })).toMatchObject({ etag });
    await backend.deleteObject({ bucket, key: 'damaged' });
    expect([...(await list()).keys()]).toEqual(['whole']);
  });
});
