import type { Backend } from '../backend/backend.js';
import { versioningOf } from '../backend/model/bucket-settings.js';
import type { Bucket } from '../backend/model/bucket.js';
import type { MultipartUpload } from '../backend/model/multipart.js';
import { NULL_VERSION, type ListedVersion } from '../backend/model/versions.js';
import { untraced } from '../tracing/span.js';

const PAGE = 1_000;

/** Documents that say what is to be done; a run goes on only while they stay as they were. */
const DECIDING = ['lifecycle', 'object-lock', 'versioning'] as const;

/** Everything in a bucket, page by page. Ends early when the run is aborted, or when the rules are no longer those it began with. */
export class BucketListing {
  constructor(
    private readonly backend: Backend,
    private readonly bucket: Bucket,
    private readonly signal: AbortSignal,
  ) {}

  /** Versions and delete markers; of a bucket that was never versioned its objects. */
  versions(prefix: string): AsyncGenerator<ListedVersion, void, undefined> {
    return versioningOf(this.bucket) === undefined ? this.objects(prefix) : this.histories(prefix);
  }

  async *uploads(prefix: string): AsyncGenerator<MultipartUpload, void, undefined> {
    const place = { keyMarker: '', uploadIdMarker: '' };
    while (await this.goesOn()) {
      const page = await untraced(() =>
        this.backend.listMultipartUploads({ ...this.query(prefix), ...place, maxUploads: PAGE }),
      );
      yield* page.uploads;
      if (!page.isTruncated) return;
      place.keyMarker = page.nextKeyMarker ?? '';
      place.uploadIdMarker = page.nextUploadIdMarker ?? '';
    }
  }

  private async *histories(prefix: string): AsyncGenerator<ListedVersion, void, undefined> {
    const place = { keyMarker: '', versionIdMarker: '' };
    while (await this.goesOn()) {
      const page = await untraced(() =>
        this.backend.listObjectVersions({ ...this.query(prefix), ...place, maxKeys: PAGE }),
      );
      yield* page.versions;
      if (!page.isTruncated) return;
      place.keyMarker = page.nextKeyMarker ?? '';
      place.versionIdMarker = page.nextVersionIdMarker ?? '';
    }
  }

  private async *objects(prefix: string): AsyncGenerator<ListedVersion, void, undefined> {
    let startAfter = '';
    while (await this.goesOn()) {
      const page = await untraced(() =>
        this.backend.listObjects({ ...this.query(prefix), startAfter, maxKeys: PAGE }),
      );
      for (const object of page.objects)
        yield { ...object, versionId: NULL_VERSION, isLatest: true, isDeleteMarker: false };
      if (!page.isTruncated) return;
      startAfter = page.nextStartAfter ?? '';
    }
  }

  private query(prefix: string) {
    return { bucket: this.bucket.name, prefix, delimiter: '' };
  }

  private async goesOn(): Promise<boolean> {
    if (this.signal.aborted) return false;
    const { documents } = await untraced(() => this.backend.headBucket(this.bucket.name));
    return DECIDING.every((name) => documents[name] === this.bucket.documents[name]);
  }
}
