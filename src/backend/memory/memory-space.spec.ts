import { checksumOf, objectBody, openBody } from '../../../test/support/object-body.js';
import type { ObjectLock } from '../model/object-lock.js';
import type { PutObjectInput } from '../model/object.js';
import { MemoryBackend } from './memory.backend.js';

interface PutOptions extends Pick<PutObjectInput, 'versioning'> {
  readonly fail?: Error;
  readonly lock?: ObjectLock;
}

const put = (
  backend: MemoryBackend,
  key: string,
  size: number,
  { fail, lock, versioning }: PutOptions = {},
) =>
  backend.putObject({
    bucket: 'bucket',
    key,
    attributes: { headers: {}, userMetadata: {}, tags: {}, lock },
    body: objectBody(Buffer.alloc(size), { fail: fail && { at: 1, error: fail } }),
    versioning,
  });

const ENABLED = { versioning: 'Enabled' } as const;
const SUSPENDED = { versioning: 'Suspended' } as const;

async function opened(maxBytes: number): Promise<MemoryBackend> {
  const backend = new MemoryBackend({ maxBytes });
  await backend.createBucket({ bucket: 'bucket', owner: 'x' });
  return backend;
}

const full = { code: 'InsufficientStorage' };

describe('the memory driver', () => {
  it('refuses what does not fit and takes it once there is room', async () => {
    const backend = await opened(100);
    await put(backend, 'a', 60);
    await expect(put(backend, 'b', 41)).rejects.toMatchObject(full);
    await put(backend, 'b', 40);
    await backend.deleteObject({ bucket: 'bucket', key: 'a' });
    await put(backend, 'c', 60);
  });

  it('counts bodies of unknown size as their bytes come', async () => {
    const backend = await opened(100);
    const attributes = { headers: {}, userMetadata: {}, tags: {} };
    const putOpen = (key: string, size: number) =>
      backend.putObject({
        bucket: 'bucket',
        key,
        attributes,
        body: openBody(Buffer.alloc(size), { chunkSize: 10 }),
      });
    await putOpen('a', 60);
    await expect(putOpen('b', 41)).rejects.toMatchObject(full);
    await putOpen('b', 40);
    await expect(put(backend, 'c', 1)).rejects.toMatchObject(full);
    await backend.deleteObject({ bucket: 'bucket', key: 'a' });
    await putOpen('c', 60);
  });

  it('gives back the bytes of failed bodies, replaced objects and parts, aborted uploads and deleted buckets', async () => {
    const backend = await opened(100);
    await expect(put(backend, 'a', 80, { fail: new Error('gone') })).rejects.toThrow('gone');
    await put(backend, 'a', 40);
    await put(backend, 'a', 20);
    const ref = { bucket: 'bucket', key: 'upload' };
    const attributes = { headers: {}, userMetadata: {}, tags: {} };
    const start = async () => ({
      ...ref,
      uploadId: await backend.createMultipartUpload({ ...ref, attributes, initiator: 'x' }),
    });
    const upload = await start();
    const part = (input: object, size: number) =>
      backend.uploadPart({ ...upload, partNumber: 1, body: objectBody(Buffer.alloc(size)), ...input });
    for (const size of [10, 70, 10]) await part({}, size);
    await expect(put(backend, 'b', 71)).rejects.toMatchObject(full);
    await backend.abortMultipartUpload(upload);
    await backend.deleteObject({ bucket: 'bucket', key: 'a' });
    await part(await start(), 100);
    await backend.deleteBucket('bucket');
    await backend.createBucket({ bucket: 'bucket', owner: 'x' });
    await put(backend, 'a', 100);
  });

  it('counts a completed upload once and a copy like its source', async () => {
    const backend = await opened(100);
    const ref = { bucket: 'bucket', key: 'upload' };
    const attributes = { headers: {}, userMetadata: {}, tags: {} };
    const uploadId = await backend.createMultipartUpload({ ...ref, attributes, initiator: 'x' });
    const upload = { ...ref, uploadId };
    const parts = [];
    for (const partNumber of [1, 2]) {
      const { etag } = await backend.uploadPart({
        ...upload,
        partNumber,
        body: objectBody(Buffer.alloc(40)),
      });
      parts.push({ partNumber, etag, checksums: {} });
    }
    await backend.completeMultipartUpload({ ...upload, parts: parts.slice(1) });
    const copy = (key: string) => backend.copyObject({ source: ref, destination: { bucket: 'bucket', key } });
    const copied = await copy('copy');
    expect(copied.checksum?.value).toBe(checksumOf('CRC64NVME', Buffer.alloc(40)));
    expect(copied.etag).not.toContain('-');
    await expect(copy('second')).rejects.toMatchObject(full);
    await put(backend, 'rest', 20);
  });

  it('counts every version until it goes for good, and no delete marker', async () => {
    const backend = await opened(100);
    const ref = { bucket: 'bucket', key: 'a' };
    const [first, second] = [await put(backend, 'a', 40, ENABLED), await put(backend, 'a', 40, ENABLED)];
    await backend.deleteObject({ ...ref, versioning: 'Enabled' });
    await expect(put(backend, 'b', 21)).rejects.toMatchObject(full);
    await backend.deleteObject({ ...ref, versionId: first.versionId });
    await backend.deleteObject({ ...ref, versionId: first.versionId });
    await put(backend, 'b', 60);
    await expect(put(backend, 'c', 1)).rejects.toMatchObject(full);
    await backend.deleteObject({ ...ref, versionId: second.versionId });
    await put(backend, 'c', 40);
  });

  it('gives back the bytes of a null version that a write or a marker replaces, and not those of a locked one', async () => {
    const backend = await opened(100);
    await put(backend, 'a', 30);
    await put(backend, 'a', 20, ENABLED);
    await put(backend, 'a', 40, SUSPENDED);
    await backend.deleteObject({ bucket: 'bucket', key: 'a', versioning: 'Suspended' });
    await put(backend, 'a', 30, { ...SUSPENDED, lock: { legalHold: true } });
    await expect(put(backend, 'a', 30, SUSPENDED)).rejects.toMatchObject({ code: 'AccessDenied' });
    await put(backend, 'b', 50);
    await expect(put(backend, 'c', 1)).rejects.toMatchObject(full);
  });
});
