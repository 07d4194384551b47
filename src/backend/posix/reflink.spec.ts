import { MemoryTracing } from '../../../test/support/memory-tracing.js';
import { describeOnXfs, MountedImage } from '../../../test/support/mounted-image.js';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import type { CompletedPart } from '../model/multipart.js';
import type { ObjectRef } from '../model/object.js';
import { PosixBackend } from './posix.backend.js';

const MIB = 1024 * 1024;
const CONTENT = Buffer.alloc(32 * MIB, 'shared');
const NO_ATTRIBUTES = { headers: {}, userMetadata: {}, tags: {} };

describeOnXfs('a file system that shares extents', (mkfs) => {
  const tracing = new MemoryTracing();
  const source = { bucket: 'bucket', key: 'source' };
  let image: MountedImage;
  let backend: PosixBackend;

  beforeAll(async () => {
    image = await MountedImage.make(mkfs);
    backend = await PosixBackend.open(Object.assign(new PosixConfig(), { root: image.path }));
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const body = objectBody(CONTENT, { chunkSize: MIB });
    await backend.putObject({ ...source, attributes: NO_ATTRIBUTES, body });
    tracing.start();
  });
  afterAll(async () => {
    tracing.stop();
    await image.remove();
  });

  async function content(ref: ObjectRef): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of (await backend.getObject(ref)).read()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /** Of the parts in order. */
  async function copyMethods(body: () => Promise<unknown>): Promise<unknown[]> {
    const spans = await tracing.spansOf(body);
    return spans
      .filter(({ name }) => name === 'Posix.IO.CopyPart')
      .map(({ attributes }) => attributes['posix.copy_method']);
  }

  it('holds the bytes of a copied object once', async () => {
    const before = await image.free();
    const destination = { bucket: 'bucket', key: 'copy' };
    await backend.copyObject({ source, destination });
    expect(before - (await image.free())).toBeLessThan(CONTENT.length / 4);
    expect((await content(destination)).equals(CONTENT)).toBe(true);
  });

  it('joins parts whose place is a multiple of the block size without copying, and the others in the kernel', async () => {
    const upload = { bucket: 'bucket', key: 'joined' };
    const uploadId = await backend.createMultipartUpload({
      ...upload,
      attributes: NO_ATTRIBUTES,
      initiator: 'owner',
    });
    const bytes = [Buffer.alloc(6 * MIB, 'a'), Buffer.alloc(6 * MIB + 1, 'b'), Buffer.from('c')];
    const parts: CompletedPart[] = [];
    for (const [index, body] of bytes.entries()) {
      const part = { ...upload, uploadId, partNumber: index + 1, body: objectBody(body) };
      const { etag } = await backend.uploadPart(part);
      parts.push({ partNumber: index + 1, etag, checksums: {} });
    }
    const methods = await copyMethods(() => backend.completeMultipartUpload({ ...upload, uploadId, parts }));
    expect(methods).toEqual(['reflink', 'reflink', 'copy_file_range']);
    expect((await content(upload)).equals(Buffer.concat(bytes))).toBe(true);
  });
});
