import { keepLog } from '../../test/support/log-lines.js';
import { objectBody } from '../../test/support/object-body.js';
import { MemoryBackend } from '../backend/memory/memory.backend.js';
import type { BucketDocuments } from '../backend/model/bucket.js';
import type { DeleteObjectInput, DeleteObjectResult } from '../backend/model/object.js';
import type { ListObjectVersionsInput, ListObjectVersionsResult } from '../backend/model/versions.js';
import { S3Error } from '../errors/s3.error.js';
import type { LifecycleRule } from './lifecycle-configuration.js';
import { LifecycleRunner } from './lifecycle.runner.js';

const LATER = Date.now() + 9 * 86_400_000;
const ATTRIBUTES = { headers: {}, userMetadata: {}, tags: {} };

/** A storage where others come first, or that fails. */
class CrowdedBackend extends MemoryBackend {
  beforeDelete: (input: DeleteObjectInput) => Promise<unknown> = () => Promise.resolve();
  afterList: () => Promise<unknown> = () => Promise.resolve();

  override async deleteObject(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    await this.beforeDelete(input);
    return super.deleteObject(input);
  }

  override async listObjectVersions(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult> {
    const page = await super.listObjectVersions(input);
    await this.afterList();
    return page;
  }

  /** Past `beforeDelete`. */
  deleteAtOnce(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    return super.deleteObject(input);
  }
}

describe('a run of the lifecycle rules', () => {
  let backend: CrowdedBackend;
  let log: ReturnType<typeof keepLog>;
  const run = () => new LifecycleRunner(backend).run(LATER);
  const make = async (bucket: string, rule: Partial<LifecycleRule>, documents: BucketDocuments = {}) => {
    const rules = [{ id: 'r', isEnabled: true, filter: {}, ...rule }];
    const lifecycle = JSON.stringify({ rules, transitionMinimumSize: 'varies_by_storage_class' });
    await backend.createBucket({ bucket, owner: '', documents: { ...documents, lifecycle } });
  };
  const put = async (bucket: string, key: string, body: string): Promise<string | undefined> => {
    const versioning = (await backend.headBucket(bucket)).documents.versioning as 'Enabled' | undefined;
    const input = { bucket, key, attributes: ATTRIBUTES, body: objectBody(body), versioning };
    return (await backend.putObject(input)).versionId;
  };
  const content = async (bucket: string, key: string): Promise<string> => {
    const object = await backend.getObject({ bucket, key });
    let text = '';
    for await (const chunk of object.read()) text += chunk.toString();
    return text;
  };
  const idsOf = async (bucket: string): Promise<string[]> => {
    const query = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
    const { versions } = await backend.listObjectVersions({ bucket, ...query });
    return versions.map(({ versionId }) => versionId);
  };

  beforeEach(() => {
    backend = new CrowdedBackend();
    log = keepLog();
  });
  afterEach(() => log.restore());

  it.each([{}, { versioning: 'Enabled' }, { versioning: 'Suspended' }])(
    'never loses what was written since an object was judged, %j',
    async (documents) => {
      await make('bucket', { expiration: { days: 1 } }, documents);
      await put('bucket', 'a', 'old');
      backend.beforeDelete = () => put('bucket', 'a', 'new');
      expect(await run()).toMatchObject({ examined: 1, expired: 0, skipped: 1, errors: 0 });
      expect(await content('bucket', 'a')).toBe('new');
    },
  );

  it('never removes the null version that was written since, in place of a noncurrent one', async () => {
    await make('bucket', { noncurrentVersionExpiration: { noncurrentDays: 1 } }, { versioning: 'Suspended' });
    await put('bucket', 'a', 'null');
    await backend.writeBucketDocument('bucket', 'versioning', 'Enabled');
    await put('bucket', 'a', 'current');
    await backend.writeBucketDocument('bucket', 'versioning', 'Suspended');
    backend.beforeDelete = () => put('bucket', 'a', 'new null');
    expect(await run()).toMatchObject({ noncurrent: 0, skipped: 1 });
    expect(await content('bucket', 'a')).toBe('new null');
  });

  it('never removes a noncurrent version that somebody has brought back', async () => {
    await make('bucket', { noncurrentVersionExpiration: { noncurrentDays: 1 } }, { versioning: 'Enabled' });
    await put('bucket', 'a', 'wanted');
    const ref = { bucket: 'bucket', key: 'a', versioning: 'Enabled' as const };
    const { versionId } = await backend.deleteObject(ref);
    backend.beforeDelete = () => backend.deleteAtOnce({ ...ref, versionId });
    expect(await run()).toMatchObject({ noncurrent: 0, skipped: 1 });
    expect(await content('bucket', 'a')).toBe('wanted');
  });

  it('stops where the rules or the versions are no longer what they were', async () => {
    await make('bucket', { noncurrentVersionExpiration: { noncurrentDays: 1 } }, { versioning: 'Enabled' });
    for (let index = 0; index < 1001; index += 1) await put('bucket', 'a', String(index));
    backend.afterList = () => backend.removeBucketDocument('bucket', 'lifecycle');
    expect(await run()).toMatchObject({ examined: 1000, noncurrent: 999, errors: 0 });
    backend.afterList = () => Promise.resolve();
    expect(await idsOf('bucket')).toHaveLength(2);
  });

  it('goes on with the other buckets where one fails, and says so', async () => {
    for (const bucket of ['first', 'second', 'third']) {
      await make(bucket, { expiration: { days: 1 } });
      await put(bucket, 'a', 'x');
    }
    backend.beforeDelete = ({ bucket }) =>
      bucket === 'second' ? Promise.reject(new Error('out of order')) : Promise.resolve();
    expect(await run()).toMatchObject({ examined: 3, expired: 2, skipped: 0, errors: 1 });
    expect(log.lines[0]).toBe('bucket second: 1 errors, the first of them');
    expect(log.lines[1]).toMatch(/^buckets with rules: 3; .* 1 errors; /);
  });

  it('gives a bucket up where nothing works', async () => {
    await make('bucket', { expiration: { days: 1 } });
    for (let index = 0; index < 200; index += 1) await put('bucket', `k${index}`, 'x');
    backend.beforeDelete = () => Promise.reject(new Error('out of order'));
    const { errors, examined } = await run();
    expect(errors).toBeGreaterThanOrEqual(100);
    expect(errors).toBeLessThan(120);
    expect(examined).toBeLessThan(120);
  });

  it('goes on where a document of a bucket is damaged', async () => {
    await backend.createBucket({ bucket: 'damaged', owner: '', documents: { lifecycle: '{' } });
    await make('sound', { expiration: { days: 1 } });
    await put('sound', 'a', 'x');
    expect(await run()).toMatchObject({ expired: 1, errors: 1 });
  });

  it('has nothing to say of a bucket that is deleted meanwhile', async () => {
    await make('bucket', { expiration: { days: 1 } }, { versioning: 'Enabled' });
    backend.afterList = () => Promise.reject(new S3Error('NoSuchBucket', { BucketName: 'bucket' }));
    expect(await run()).toMatchObject({ examined: 0, errors: 0 });
  });
});
