import { MemoryBackend } from '../memory/memory.backend.js';
import { Backend } from '../backend.js';
import { ReadOnlyBackend } from './read-only.backend.js';

const READS = [
  'getObject',
  'headBucket',
  'headObject',
  'listBuckets',
  'listMultipartUploads',
  'listObjectVersions',
  'listObjects',
  'listParts',
  'readBucketDocument',
];

describe('ReadOnlyBackend', () => {
  const inner = new MemoryBackend();
  const backend = new ReadOnlyBackend(inner);
  const methods = Object.getOwnPropertyNames(ReadOnlyBackend.prototype).filter(
    (name) => name !== 'constructor',
  );

  beforeAll(() => inner.createBucket({ bucket: 'photos', owner: '' }));

  it('has every method of the storage that it stands before', () => {
    expect(backend).toBeInstanceOf(Backend);
    expect([backend.type, backend.capabilities]).toEqual([inner.type, inner.capabilities]);
    expect(methods).toEqual(expect.arrayContaining(READS));
  });

  it.each(methods.filter((name) => !READS.includes(name)))('refuses %s', async (name) => {
    const call = Reflect.get(backend, name) as () => Promise<unknown>;
    await expect(call.call(backend)).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  it('reads', async () => {
    expect((await backend.headBucket('photos')).name).toBe('photos');
    expect((await backend.listBuckets({ maxBuckets: 5 })).buckets).toHaveLength(1);
    await expect(backend.headObject({ bucket: 'photos', key: 'absent' })).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
  });
});
