import type { Backend } from '../backend/backend.js';
import type { Bucket } from '../backend/model/bucket.js';
import { BucketListing } from './bucket-listing.js';
import { LifecycleChanges } from './lifecycle-changes.js';
import type { LifecycleConfiguration, LifecycleRule } from './lifecycle-configuration.js';
import { dueRules, isUploadDue, prefixesOf } from './lifecycle-rules.js';
import type { LifecycleTally } from './lifecycle-tally.js';
import { placedVersions } from './placed-versions.js';

/** How a run goes about. */
export interface LifecycleRun {
  /** Milliseconds since 1970: what is due is due then. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Carries out the rules of one bucket; `tally` counts along. What was changed by somebody else since it was judged, is
 * locked or gone is skipped.
 * @throws what the storage fails with; of failed changes the first, when all others were tried
 */
export async function carryOut(
  backend: Backend,
  bucket: Bucket,
  { rules }: LifecycleConfiguration,
  tally: LifecycleTally,
  run: LifecycleRun,
): Promise<void> {
  const enabled = rules.filter(({ isEnabled }) => isEnabled);
  const changes = new LifecycleChanges(backend, bucket, tally);
  const work = {
    rules: enabled,
    listing: new BucketListing(backend, bucket, run.signal),
    changes,
    tally,
    ...run,
  };
  try {
    await goThroughVersions(work);
    await goThroughUploads(work);
  } finally {
    await changes.settle();
  }
  changes.assertNoneFailed();
}

interface Work extends LifecycleRun {
  readonly rules: readonly LifecycleRule[];
  readonly listing: BucketListing;
  readonly changes: LifecycleChanges;
  readonly tally: LifecycleTally;
}

async function goThroughVersions({ rules, listing, changes, tally, now, signal }: Work): Promise<void> {
  for (const prefix of prefixesOf(rules.filter(isAboutVersions))) {
    for await (const version of placedVersions(listing.versions(prefix))) {
      if (signal.aborted) return;
      tally.examined += 1;
      await changes.see(version, dueRules(rules, version, now));
    }
  }
}

async function goThroughUploads({ rules, listing, changes, tally, now, signal }: Work): Promise<void> {
  for (const prefix of prefixesOf(rules.filter(isAboutUploads))) {
    for await (const upload of listing.uploads(prefix)) {
      if (signal.aborted) return;
      tally.examined += 1;
      if (isUploadDue(rules, upload, now)) await changes.abort(upload);
    }
  }
}

const isAboutVersions = ({ expiration, noncurrentVersionExpiration }: LifecycleRule): boolean =>
  (expiration ?? noncurrentVersionExpiration) !== undefined;

const isAboutUploads = ({ abortIncompleteUploadDays }: LifecycleRule): boolean =>
  abortIncompleteUploadDays !== undefined;
