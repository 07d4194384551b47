import type { Backend } from '../../src/backend/backend.js';
import type {
  DeleteObjectInput,
  DeleteObjectResult,
  ObjectInfo,
  PutObjectInput,
} from '../../src/backend/model/object.js';
import type {
  ListedVersion,
  ListObjectVersionsInput,
  ListObjectVersionsResult,
  VersioningState,
} from '../../src/backend/model/versions.js';
import { readAll, type ContractSubject } from './contract-subject.js';

export type VersionQuery = Partial<Omit<ListObjectVersionsInput, 'bucket'>>;
type PutOptions = Partial<Pick<PutObjectInput, 'attributes' | 'condition' | 'body'>>;
type DeleteOptions = Partial<Pick<DeleteObjectInput, 'condition' | 'bypassGovernance'>>;

/** A bucket and the state of its versioning, which goes along with every write as the S3 layer sends it. */
export class VersionedBucket {
  private constructor(
    private readonly subject: ContractSubject,
    readonly name: string,
    readonly versioning?: VersioningState,
  ) {}

  static async create(subject: ContractSubject, versioning?: VersioningState): Promise<VersionedBucket> {
    const bucket = new VersionedBucket(subject, await subject.bucket());
    return versioning ? bucket.turn(versioning) : bucket;
  }

  get backend(): Backend {
    return this.subject.backend;
  }

  /** The same bucket in another state. */
  async turn(versioning: VersioningState): Promise<VersionedBucket> {
    await this.backend.writeBucketDocument(this.name, 'versioning', versioning);
    return new VersionedBucket(this.subject, this.name, versioning);
  }

  /** Gives back the version id, `undefined` where there is none. */
  async put(key: string, bytes: Buffer | string, options: PutOptions = {}): Promise<string | undefined> {
    const { name, versioning } = this;
    return (await this.subject.put(name, key, bytes, { ...options, versioning })).versionId;
  }

  /** The id of a version of its own. */
  async version(key: string, bytes: Buffer | string, options: PutOptions = {}): Promise<string> {
    const versionId = await this.put(key, bytes, options);
    if (versionId === undefined) throw new Error('the write has no version id');
    return versionId;
  }

  remove(key: string, versionId?: string, options: DeleteOptions = {}): Promise<DeleteObjectResult> {
    return this.backend.deleteObject({
      ...options,
      ...this.ref(key, versionId),
      versioning: this.versioning,
    });
  }

  /** The id of the new delete marker. */
  async mark(key: string): Promise<string> {
    const { deleteMarker, versionId } = await this.remove(key);
    if (!deleteMarker || versionId === undefined) throw new Error('no delete marker was made');
    return versionId;
  }

  head(key: string, versionId?: string): Promise<ObjectInfo> {
    return this.backend.headObject(this.ref(key, versionId));
  }

  async text(key: string, versionId?: string): Promise<string> {
    return (await readAll(await this.backend.getObject(this.ref(key, versionId)))).toString();
  }

  list(query: VersionQuery = {}): Promise<ListObjectVersionsResult> {
    const all = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
    return this.backend.listObjectVersions({ ...all, ...query, bucket: this.name });
  }

  /** Every page, each beginning where the one before ended. */
  async pages(query: VersionQuery): Promise<ListObjectVersionsResult[]> {
    const pages = [await this.list(query)];
    for (let page = pages[0]; page?.isTruncated; page = pages.at(-1)) {
      const { nextKeyMarker: keyMarker, nextVersionIdMarker: versionIdMarker } = page;
      if (keyMarker === undefined) throw new Error('a page that is not the last one names no marker');
      pages.push(await this.list({ ...query, keyMarker, versionIdMarker: versionIdMarker ?? '' }));
      if (pages.length > 10_000) throw new Error('the listing does not end');
    }
    return pages;
  }

  /** All versions and markers of a key, newest first: `<id>`, `<id> latest`, `<id> marker latest`. */
  async history(key: string): Promise<string[]> {
    const { versions } = await this.list({ prefix: key });
    return versions.filter((version) => version.key === key).map(shortly);
  }

  keys(): Promise<string[]> {
    return this.subject.keys(this.name);
  }

  ref(key: string, versionId?: string): { bucket: string; key: string; versionId?: string } {
    return versionId === undefined ? { bucket: this.name, key } : { bucket: this.name, key, versionId };
  }
}

export function shortly({ versionId, isDeleteMarker, isLatest }: ListedVersion): string {
  return `${versionId}${isDeleteMarker ? ' marker' : ''}${isLatest ? ' latest' : ''}`;
}
