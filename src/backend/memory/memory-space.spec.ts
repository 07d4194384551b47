import { checksumOf, objectBody } from '../../../test/support/object-body.js';
import { MemoryBackend } from './memory.backend.js';

const put = (backend: MemoryBackend, key: string, size: number, fail?: Error) =>
  backend.putObject({
    bucket: 'bucket',
    key,
    attributes: { headers: {}, userMetadata: {}, tags: {} },
    body: objectBody(Buffer.alloc(size), { fail: fail && { at: 1, error: fail } }),
  });

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

  it('gives back the bytes of failed bodies, replaced objects and parts, aborted uploads and deleted buckets', async () => {
    const backend = await opened(100);
    await expect(put(backend, 'a', 80, new Error('gone'))).rejects.toThrow('gone');
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
});
