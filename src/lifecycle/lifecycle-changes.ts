import type { Backend } from '../backend/backend.js';
import { versioningOf } from '../backend/model/bucket-settings.js';
import type { Bucket } from '../backend/model/bucket.js';
import type { WriteCondition } from '../backend/model/conditions.js';
import type { MultipartUpload } from '../backend/model/multipart.js';
import { assertRemovable } from '../backend/model/object-lock.js';
import type { DeleteObjectInput, ObjectInfo } from '../backend/model/object.js';
import type { ListedVersion } from '../backend/model/versions.js';
import { S3Error } from '../errors/s3.error.js';
import { forked } from '../tracing/active-scope.js';
import { untraced } from '../tracing/span.js';
import { Lanes } from './lanes.js';
import type { LifecycleRule } from './lifecycle-configuration.js';
import { fitsTags } from './lifecycle-rules.js';
import type { LifecycleTally } from './lifecycle-tally.js';
import type { PlacedListedVersion } from './placed-versions.js';

/** Changes of a bucket under way together. */
const CONCURRENCY = 8;

/** Changes of a bucket that its trace shows; a bucket may have millions. */
const MAX_TRACED = 1_000;

/** Changes that may fail by a fault of ours before the bucket is given up. */
const MAX_ERRORS = 100;

/** What was current under a key when it was judged: its other versions change only while it is. */
interface Head {
  readonly key: string;
  condition: WriteCondition;
  /** The change of the current version itself. */
  change: Promise<void>;
}

const NOTHING_CURRENT: WriteCondition = { ifNoneMatch: '*' };

/** Carries out what is due in one bucket, and counts it. */
export class LifecycleChanges {
  private readonly lanes = new Lanes(CONCURRENCY);
  private readonly versioning;
  private readonly isLocking: boolean;
  private head: Head | undefined;
  private begun = 0;
  private failure: Error | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly bucket: Bucket,
    private readonly tally: LifecycleTally,
  ) {
    this.versioning = versioningOf(bucket);
    this.isLocking = bucket.documents['object-lock'] !== undefined;
  }

  /** Told of every version in the order of the listing, due or not. @throws the first fault of ours, when there were too many */
  async see(version: PlacedListedVersion, due: readonly LifecycleRule[]): Promise<void> {
    if (version.isLatest)
      this.head = { key: version.key, condition: asJudged(version), change: Promise.resolve() };
    const { head } = this;
    if (due.length === 0 || head?.key !== version.key) return;
    const change = (): Promise<void> => this.change(() => this.applyTo(version, due, head));
    await this.begin(() => (version.isLatest ? (head.change = change()) : head.change.then(change)));
  }

  /** Gives an upload up. @throws as `see` */
  async abort({ bucket, key, uploadId }: MultipartUpload): Promise<void> {
    await this.begin(() =>
      this.change(async () => {
        await this.backend.abortMultipartUpload({ bucket, key, uploadId });
        this.tally.aborted += 1;
      }),
    );
  }

  /** Settles when nothing is under way any more. */
  settle(): Promise<void> {
    return this.lanes.drain();
  }

  /** @throws the first fault of ours */
  assertNoneFailed(): void {
    if (this.failure) throw this.failure;
  }

  private async begin(task: () => Promise<void>): Promise<void> {
    if (this.tally.errors >= MAX_ERRORS) this.assertNoneFailed();
    this.begun += 1;
    const isShown = this.begun <= MAX_TRACED;
    await this.lanes.add(() => (isShown ? forked(task) : untraced(task)));
  }

  private async change(apply: () => Promise<void>): Promise<void> {
    try {
      await apply();
    } catch (error) {
      if (error instanceof S3Error && error.status < 500) {
        this.tally.skipped += 1;
      } else {
        this.tally.errors += 1;
        this.failure ??= error instanceof Error ? error : new Error(String(error));
      }
    }
  }

  private async applyTo(
    version: PlacedListedVersion,
    due: readonly LifecycleRule[],
    head: Head,
  ): Promise<void> {
    const isRemoved = !version.isLatest || version.isDeleteMarker;
    if (!(await this.isFit(version, due, isRemoved))) return;
    const { condition } = head;
    await this.remove(version, { condition, versionId: isRemoved ? version.versionId : undefined });
    if (!version.isLatest) {
      this.tally.noncurrent += 1;
    } else {
      this.tally[version.isDeleteMarker ? 'markers' : 'expired'] += 1;
      head.condition = NOTHING_CURRENT;
    }
  }

  /** Asks what no listing tells. @throws S3Error AccessDenied when the version is locked */
  private async isFit(
    version: PlacedListedVersion,
    due: readonly LifecycleRule[],
    isRemoved: boolean,
  ): Promise<boolean> {
    if (version.isDeleteMarker) return true;
    const needsTags = due.every(({ filter }) => filter.tags !== undefined);
    const mayBeLocked = isRemoved && this.isLocking;
    if (!needsTags && !mayBeLocked) return true;
    const { attributes } = await this.read(version);
    if (needsTags && !due.some((rule) => fitsTags(rule, attributes.tags))) return false;
    // The storage refuses as well: asked first, a locked version makes no error in the trace of each run.
    if (mayBeLocked) assertRemovable(attributes.lock);
    return true;
  }

  private read({ key, versionId }: ListedVersion): Promise<ObjectInfo> {
    const ref = { bucket: this.bucket.name, key, versionId: this.versioning && versionId };
    return untraced(() => this.backend.headObject(ref));
  }

  private async remove(
    { key }: ListedVersion,
    how: Pick<DeleteObjectInput, 'condition' | 'versionId'>,
  ): Promise<void> {
    await this.backend.deleteObject({
      bucket: this.bucket.name,
      key,
      versioning: this.versioning,
      ...how,
    });
  }
}

/** Holds while the version is the current one. */
function asJudged({ etag, size, lastModified, isDeleteMarker }: ListedVersion): WriteCondition {
  if (isDeleteMarker) return NOTHING_CURRENT;
  return { ifMatch: etag, ifMatchSize: size, ifMatchLastModified: lastModified };
}
