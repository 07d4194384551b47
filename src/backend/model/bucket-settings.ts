import type { Bucket } from './bucket.js';
import type { Retention, RetentionMode } from './object-lock.js';
import type { VersioningState } from './versions.js';

/** `object-lock`, kept as JSON. */
export interface ObjectLockConfiguration {
  readonly defaultRetention?: {
    readonly mode: RetentionMode;
    /** Exactly one of the two. */
    readonly days?: number;
    readonly years?: number;
  };
}

type Documents = Pick<Bucket, 'documents'>;

/**
 * The document `versioning` is the state itself. Object Lock needs versions whatever it says: versioning may have been
 * suspended in the moment in which the lock came.
 */
export function versioningOf({ documents }: Documents): VersioningState | undefined {
  if (documents['object-lock'] !== undefined) return 'Enabled';
  const state = documents.versioning;
  return state === 'Enabled' || state === 'Suspended' ? state : undefined;
}

/** `undefined` for a bucket without Object Lock. */
export function objectLockOf({ documents }: Documents): ObjectLockConfiguration | undefined {
  const text = documents['object-lock'];
  return text === undefined ? undefined : (JSON.parse(text) as ObjectLockConfiguration);
}

/** What a new version gets without headers of its own, counted from its creation. Source: S3 User Guide, "Object Lock". */
export function defaultRetention(
  configuration: ObjectLockConfiguration | undefined,
  created: Date,
): Retention | undefined {
  const rule = configuration?.defaultRetention;
  if (!rule) return undefined;
  const retainUntil = new Date(created);
  if (rule.years !== undefined) retainUntil.setUTCFullYear(retainUntil.getUTCFullYear() + rule.years);
  else retainUntil.setUTCDate(retainUntil.getUTCDate() + (rule.days ?? 0));
  return { mode: rule.mode, retainUntil };
}
