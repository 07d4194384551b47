import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { md5, objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import type { PutObjectInput, PutObjectResult } from '../model/object.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const NO_ATTRIBUTES = { headers: {}, userMetadata: {}, tags: {} };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-posix-'));
});
afterEach(() => rm(root, { recursive: true }));

const open = (options: Partial<PosixConfig> = {}): Promise<PosixBackend> =>
  PosixBackend.open(Object.assign(new PosixConfig(), { root, durability: 'none' }, options));

const put = (
  backend: PosixBackend,
  key: string,
  bytes: string | Buffer,
  options: Partial<PutObjectInput> = {},
): Promise<PutObjectResult> =>
  backend.putObject({
    bucket: 'bucket',
    key,
    attributes: NO_ATTRIBUTES,
    body: objectBody(bytes),
    ...options,
  });

async function read(backend: PosixBackend, key: string): Promise<string> {
  let text = '';
  for await (const chunk of (await backend.getObject({ bucket: 'bucket', key })).read())
    text += chunk.toString();
  return text;
}

async function keys(backend: PosixBackend, prefix = ''): Promise<string[]> {
  const query = { bucket: 'bucket', prefix, delimiter: '', startAfter: '', maxKeys: 1000 };
  return (await backend.listObjects(query)).objects.map(({ key }) => key);
}

/** Files below a directory of the temporary folder, by name. */
async function leftovers(): Promise<string[]> {
  const entries = await readdir(join(root, 'bucket', '.sgwtmp'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
}

describe('files that were put there by other means', () => {
  it('are buckets of the root account and objects with an ETag that follows the content', async () => {
    await mkdir(join(root, 'bucket', 'folder'), { recursive: true });
    await writeFile(join(root, 'bucket', 'folder', 'file'), 'first');
    const backend = await open();
    expect(await backend.headBucket('bucket')).toMatchObject({ owner: '' });
    expect(await keys(backend)).toEqual(['folder/file']);
    const { etag } = await backend.headObject({ bucket: 'bucket', key: 'folder/file' });
    expect(etag).not.toMatch(/^[0-9a-f]{32}(-\d+)?$/);
    expect((await backend.headObject({ bucket: 'bucket', key: 'folder/file' })).etag).toBe(etag);
    await utimes(join(root, 'bucket', 'folder', 'file'), 1, 1);
    expect((await backend.headObject({ bucket: 'bucket', key: 'folder/file' })).etag).not.toBe(etag);
  });

  it('have the ETag that is configured', async () => {
    await mkdir(join(root, 'bucket'));
    await writeFile(join(root, 'bucket', 'file'), 'bytes');
    const backend = await open({ defaultEtag: 'fixed' });
    expect((await backend.headObject({ bucket: 'bucket', key: 'file' })).etag).toBe('fixed');
  });

  it('are no objects when they are neither files nor directories with a record', async () => {
    const backend = await open();
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    await mkdir(join(root, 'bucket', 'parent'));
    await expect(backend.headObject({ bucket: 'bucket', key: 'parent/' })).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
    await expect(backend.headObject({ bucket: 'bucket', key: 'parent' })).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
    expect(await keys(backend)).toEqual([]);
  });
});

describe('a directory of versitygw', () => {
  it('opens as it is', async () => {
    await mkdir(join(root, 'bucket'));
    await writeFile(join(root, 'bucket', 'file'), 'bytes');
    const calls = new SyncFileCalls();
    calls.setxattr(join(root, 'bucket'), 'user.acl', Buffer.from('{"Owner":"AKID","Grantees":[]}'));
    calls.setxattr(join(root, 'bucket', 'file'), 'user.etag', Buffer.from(md5('bytes')));
    calls.setxattr(join(root, 'bucket', 'file'), 'user.content-type', Buffer.from('text/plain'));
    const backend = await open();
    expect(await backend.headBucket('bucket')).toMatchObject({ owner: 'AKID' });
    expect(await backend.headObject({ bucket: 'bucket', key: 'file' })).toMatchObject({
      etag: md5('bytes'),
      attributes: { headers: { contentType: 'text/plain' } },
    });
  });

  it('keeps its locks', async () => {
    await mkdir(join(root, 'bucket'));
    const calls = new SyncFileCalls();
    const retention = { mode: 'COMPLIANCE', retainUntil: new Date(Date.now() + 3_600_000) };
    const written = { Mode: retention.mode, RetainUntilDate: retention.retainUntil.toISOString() };
    const locks = {
      held: ['user.object-legal-hold', Buffer.from([1])],
      retained: ['user.object-retention', Buffer.from(JSON.stringify(written))],
      free: ['user.object-legal-hold', Buffer.from([0])],
    } as const;
    for (const [key, [name, value]] of Object.entries(locks)) {
      await writeFile(join(root, 'bucket', key), 'bytes');
      calls.setxattr(join(root, 'bucket', key), name, value);
    }
    const backend = await open();
    const lockOf = async (key: string) =>
      (await backend.headObject({ bucket: 'bucket', key })).attributes.lock;
    expect(await lockOf('held')).toEqual({ legalHold: true });
    expect(await lockOf('retained')).toEqual({ retention });
    for (const key of ['held', 'retained']) {
      await expect(put(backend, key, 'other')).rejects.toMatchObject({ code: 'AccessDenied' });
      const removal = backend.deleteObject({ bucket: 'bucket', key });
      await expect(removal).rejects.toMatchObject({ code: 'AccessDenied' });
    }
    await put(backend, 'free', 'other');
  });

  it('has its directory objects, and parents that are none', async () => {
    await mkdir(join(root, 'bucket', 'parent', 'object'), { recursive: true });
    const emptyMd5 = md5('');
    new SyncFileCalls().setxattr(
      join(root, 'bucket', 'parent', 'object'),
      'user.etag',
      Buffer.from(emptyMd5),
    );
    const backend = await open();
    expect(await keys(backend)).toEqual(['parent/object/']);
    const object = { bucket: 'bucket', key: 'parent/object/' };
    expect(await backend.headObject(object)).toMatchObject({ etag: emptyMd5, size: 0 });
    await expect(backend.deleteBucket('bucket')).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await backend.deleteObject(object);
    expect(await keys(backend)).toEqual([]);
  });
});

describe('symbolic links', () => {
  beforeEach(async () => {
    await mkdir(join(root, '.outside'));
    await writeFile(join(root, '.outside', 'secret'), 'secret');
    await mkdir(join(root, 'bucket'));
    await symlink(join(root, '.outside'), join(root, 'bucket', 'out'));
    await symlink(join(root, '.outside', 'secret'), join(root, 'bucket', 'leak'));
  });

  it('let nobody read or write outside of the bucket', async () => {
    const backend = await open();
    await expect(read(backend, 'out/secret')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(read(backend, 'leak')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(put(backend, 'out/new', 'x')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await readdir(join(root, '.outside'))).toEqual(['secret']);
    for (const prefix of ['', 'out/', 'out/secret']) expect(await keys(backend, prefix)).toEqual([]);
  });

  it('are no objects when they lead nowhere or in a circle', async () => {
    await symlink('circle', join(root, 'bucket', 'circle'));
    await symlink('nothing', join(root, 'bucket', 'nowhere'));
    const backend = await open();
    for (const link of ['circle', 'nowhere']) {
      await expect(read(backend, link)).rejects.toMatchObject({ code: 'NoSuchKey' });
      await expect(read(backend, `${link}/below`)).rejects.toMatchObject({ code: 'AccessDenied' });
      await expect(put(backend, `${link}/below`, 'x')).rejects.toMatchObject({ code: 'AccessDenied' });
    }
    expect(await keys(backend)).toEqual([]);
    await put(backend, 'circle', 'mine');
    expect(await read(backend, 'circle')).toBe('mine');
  });

  it('are replaced by a put, not followed', async () => {
    const backend = await open();
    await put(backend, 'leak', 'mine');
    expect(await read(backend, 'leak')).toBe('mine');
    expect(await readFile(join(root, '.outside', 'secret'), 'utf8')).toBe('secret');
  });

  it('are buckets only where that is asked for', async () => {
    await symlink(join(root, '.outside'), join(root, 'linked'));
    await expect((await open()).headBucket('linked')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    expect(await (await open({ bucketLinks: true })).headBucket('linked')).toMatchObject({ name: 'linked' });
  });
});

describe('two gateways on one directory', () => {
  it('let one of 32 If-None-Match writers win', async () => {
    const [one, two] = [await open(), await open({ fileCalls: 'async' })];
    await one.createBucket({ bucket: 'bucket', owner: 'owner' });
    const writers = Array.from({ length: 32 }, (_, index) =>
      put(index % 2 ? one : two, 'a/key', `writer ${index}`, { condition: { ifNoneMatch: '*' } }),
    );
    const outcomes = await Promise.allSettled(writers);
    const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
    expect(winners).toHaveLength(1);
    expect(await read(two, 'a/key')).toBe(`writer ${winners[0]}`);
    expect(await leftovers()).toEqual([]);
  });

  it('lose no update of If-Match writers among writers without a condition', async () => {
    const [one, two] = [await open(), await open({ fileCalls: 'async' })];
    await one.createBucket({ bucket: 'bucket', owner: 'owner' });
    for (let round = 0; round < 20; round++) {
      const { etag } = await put(one, 'key', `base ${round}`);
      const [matched] = await Promise.allSettled([
        put(one, 'key', 'matched', { condition: { ifMatch: etag } }),
        put(two, 'key', 'plain'),
      ]);
      // After a success the plain write came later and is what is seen; after a failure it came first.
      expect({ matched: matched.status, text: await read(one, 'key') }).toEqual({
        matched: matched.status,
        text: 'plain',
      });
    }
  });
});

describe('the temporary folder', () => {
  it.each([{}, { disableOtmp: true }, { metadata: 'none' as const }])(
    'holds nothing after failures (%j)',
    async (options) => {
      const backend = await open(options);
      await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
      const before = await leftovers();
      const fail = { at: 100_000, error: new Error('the client is gone') };
      const body = (): ReturnType<typeof objectBody> => objectBody(Buffer.alloc(300_000), { fail });
      await expect(put(backend, 'key', '', { body: body() })).rejects.toThrow('the client is gone');
      await put(backend, 'file', 'x');
      await expect(put(backend, 'file/below', 'x')).rejects.toMatchObject({ code: 'ObjectParentIsFile' });
      await put(backend, 'folder/below', 'x');
      await expect(put(backend, 'folder', 'x')).rejects.toMatchObject({ code: 'ExistingObjectIsDirectory' });
      const upload = { bucket: 'bucket', key: 'big', attributes: NO_ATTRIBUTES, initiator: 'owner' };
      const uploadId = await backend.createMultipartUpload(upload);
      const part = { bucket: 'bucket', key: 'big', uploadId, partNumber: 1 };
      await expect(backend.uploadPart({ ...part, body: body() })).rejects.toThrow('the client is gone');
      await backend.uploadPart({ ...part, body: objectBody('part') });
      await backend.abortMultipartUpload({ bucket: 'bucket', key: 'big', uploadId });
      expect(await leftovers()).toEqual(before);
    },
  );

  it('keeps no side file of an object that did not get its name', async () => {
    const backend = await open();
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const attributes = { ...NO_ATTRIBUTES, tags: { large: 'x'.repeat(8000) } };
    await put(backend, 'file', 'x');
    await expect(put(backend, 'file/below', 'x', { attributes })).rejects.toMatchObject({
      code: 'ObjectParentIsFile',
    });
    const condition = { ifNoneMatch: '*' } as const;
    const racing = [1, 2, 3].map(() => put(backend, 'key', 'x', { attributes, condition }));
    expect((await Promise.allSettled(racing)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await leftovers()).toHaveLength(1);
    await backend.headObject({ bucket: 'bucket', key: 'key', withParts: true });
  });

  it('keeps no side file of replaced and removed objects', async () => {
    const backend = await open();
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const attributes = { ...NO_ATTRIBUTES, tags: { large: 'x'.repeat(8000) } };
    await put(backend, 'key', 'one', { attributes });
    await put(backend, 'key', 'two', { attributes });
    expect(await leftovers()).toHaveLength(1);
    await backend.deleteObject({ bucket: 'bucket', key: 'key' });
    expect(await leftovers()).toEqual([]);
  });
});

describe('without metadata', () => {
  it('answers every write with the ETag that is read afterwards', async () => {
    const backend = await open({ metadata: 'none' });
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const { etag } = await put(backend, 'key', 'bytes');
    expect((await backend.headObject({ bucket: 'bucket', key: 'key' })).etag).toBe(etag);
    await put(backend, 'key', 'other', { condition: { ifMatch: etag } });
    await expect(put(backend, 'key', 'third', { condition: { ifMatch: etag } })).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
  });

  it('completes multipart uploads, and answers a repeated call as the first', async () => {
    const backend = await open({ metadata: 'none' });
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const place = { bucket: 'bucket', key: 'key' };
    const uploadId = await backend.createMultipartUpload({
      ...place,
      attributes: NO_ATTRIBUTES,
      initiator: 'owner',
    });
    const { etag } = await backend.uploadPart({
      ...place,
      uploadId,
      partNumber: 3,
      body: objectBody('part'),
    });
    const input = { ...place, uploadId, parts: [{ partNumber: 3, etag, checksums: {} }] };
    const first = await backend.completeMultipartUpload(input);
    expect(await backend.completeMultipartUpload(input)).toEqual(first);
    expect(await read(backend, 'key')).toBe('part');
  });

  it('still keeps owners and policies', async () => {
    const backend = await open({ metadata: 'none' });
    await backend.createBucket({ bucket: 'bucket', owner: 'owner', documents: { policy: '{}' } });
    expect(await backend.headBucket('bucket')).toMatchObject({ owner: 'owner' });
    expect(await (await open({ metadata: 'none' })).readBucketDocument('bucket', 'policy')).toBe('{}');
  });
});

describe('uploads', () => {
  it('go on from what a call that died left behind', async () => {
    const backend = await open();
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const place = { bucket: 'bucket', key: 'key' };
    const uploadId = await backend.createMultipartUpload({
      ...place,
      attributes: NO_ATTRIBUTES,
      initiator: 'owner',
    });
    const { etag } = await backend.uploadPart({
      ...place,
      uploadId,
      partNumber: 1,
      body: objectBody('part'),
    });
    const folder = join(root, 'bucket', '.sgwtmp', 'multipart');
    const [hash = ''] = await readdir(folder);
    const calls = new SyncFileCalls();
    calls.rename(join(folder, hash, uploadId), join(folder, hash, `${uploadId}.inprogress`));
    await backend.completeMultipartUpload({
      ...place,
      uploadId,
      parts: [{ partNumber: 1, etag, checksums: {} }],
    });
    expect(await read(backend, 'key')).toBe('part');
    expect(await leftovers()).toEqual([]);
  });
});

describe('a copy of an object onto itself', () => {
  it.each([{}, { fileCalls: 'async' as const }, { metadata: 'none' as const }])(
    'has a new Last-Modified and loses no tags that are written at the same time (%j)',
    async (options) => {
      const backend = await open(options);
      await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
      await put(backend, 'key', 'bytes');
      await utimes(join(root, 'bucket', 'key'), 1, 1);
      const ref = { bucket: 'bucket', key: 'key' };
      const metadata = { headers: {}, userMetadata: { new: 'one' } };
      const [{ lastModified }] = await Promise.all([
        backend.copyObject({ source: ref, destination: ref, metadata }),
        backend.updateObject(ref, { tags: { new: 'too' } }),
      ]);
      expect(lastModified.getTime()).toBeGreaterThan(Date.parse('2020-01-01'));
      const info = await backend.headObject(ref);
      expect(info.lastModified).toEqual(lastModified);
      if (!backend.capabilities.metadata) return;
      expect(info.attributes).toEqual({ ...metadata, tags: { new: 'too' } });
    },
  );
});

describe('hard links', () => {
  it('keep the old bytes when the object is replaced', async () => {
    const backend = await open();
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    await put(backend, 'key', 'old');
    await link(join(root, 'bucket', 'key'), join(root, 'bucket', 'other'));
    await put(backend, 'key', 'new');
    expect([await read(backend, 'key'), await read(backend, 'other')]).toEqual(['new', 'old']);
  });
});
