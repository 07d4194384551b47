import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const key = 'key';
const attributes = { headers: {}, userMetadata: {}, tags: {} };

let root: string;
let backend: PosixBackend;

/** Records are files, so that one can be read and changed here. */
const open = (): Promise<PosixBackend> =>
  PosixBackend.open(
    Object.assign(new PosixConfig(), {
      root,
      durability: 'none',
      metadata: 'sidecar',
      sidecar: `${root}.records`,
    }),
    { calls: new SyncFileCalls() },
  );

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-conditions-'));
  await mkdir(`${root}.records`);
  backend = await open();
  await backend.createBucket({ bucket, owner: 'owner' });
});
afterEach(() => Promise.all([root, `${root}.records`].map((path) => rm(path, { recursive: true }))));

const put = (gateway = backend) => gateway.putObject({ bucket, key, attributes, body: objectBody('there') });

async function begin() {
  const uploadId = await backend.createMultipartUpload({ bucket, key, attributes, initiator: 'x' });
  const part = { bucket, key, uploadId, partNumber: 1, body: objectBody('part') };
  const { etag } = await backend.uploadPart(part);
  return { bucket, key, uploadId, parts: [{ partNumber: 1, etag, checksums: {} }] };
}

/** Takes out of the record of the only upload what stood under the key when it began. */
async function forget(): Promise<void> {
  const [record = ''] = (await readdir(root, { recursive: true })).filter((path) =>
    path.endsWith('/upload.json'),
  );
  const { before, ...rest } = JSON.parse(await readFile(join(root, record), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(before).toMatch(/^[0-9a-z]+-[0-9a-z.]+$/);
  await writeFile(join(root, record), JSON.stringify(rest));
}

describe('the condition of a completion', () => {
  it('conflicts with what another gateway on the directory did since', async () => {
    await put();
    const upload = await begin();
    const other = await open();
    const { etag } = await put(other);
    await expect(
      backend.completeMultipartUpload({ ...upload, condition: { ifMatch: etag } }),
    ).rejects.toMatchObject({ code: 'ConditionalRequestConflict' });
    await other.deleteObject({ bucket, key });
    await expect(
      backend.completeMultipartUpload({ ...upload, condition: { ifNoneMatch: '*' } }),
    ).rejects.toMatchObject({ code: 'ConditionalRequestConflict' });
  });

  it('is all that counts for an upload of which nobody noted what it began with', async () => {
    await put();
    const upload = await begin();
    await forget();
    const { etag } = await put();
    await backend.completeMultipartUpload({ ...upload, condition: { ifMatch: etag } });
    expect((await backend.headObject({ bucket, key })).partCount).toBe(1);
  });

  it('is not looked for where the key cannot be looked at', async () => {
    await symlink(key, join(root, bucket, key));
    const { uploadId } = await begin();
    await expect(
      backend.listParts({ bucket, key, uploadId, partNumberMarker: 0, maxParts: 1 }),
    ).resolves.toMatchObject({ parts: [{ partNumber: 1 }] });
  });
});
