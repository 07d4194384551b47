import type { Bucket } from '../backend/model/bucket.js';

/** Which objects a rule is about: all members must fit; without any it is every object. */
export interface LifecycleFilter {
  readonly prefix?: string;
  /** All of them. */
  readonly tags?: readonly (readonly [key: string, value: string])[];
  /** Bytes, exclusive. */
  readonly objectSizeGreaterThan?: number;
  /** Bytes, exclusive. */
  readonly objectSizeLessThan?: number;
}

/** Of current versions; exactly one member. */
export interface LifecycleExpiration {
  /** After the object was made; at least 1. */
  readonly days?: number;
  /** ISO 8601, a midnight of UTC. */
  readonly date?: string;
  /** Removes delete markers that have no version below them. */
  readonly expiredObjectDeleteMarker?: boolean;
}

export interface NoncurrentVersionExpiration {
  /** Since the version was replaced; at least 1. */
  readonly noncurrentDays: number;
  /** Newer noncurrent versions that must be there; these stay whatever their age. */
  readonly newerNoncurrentVersions?: number;
}

/** A rule has at least one of the three actions. Source: S3 User Guide, "Lifecycle configuration elements". */
export interface LifecycleRule {
  readonly id: string;
  readonly isEnabled: boolean;
  /** The prefix stands in the rule itself, as in the first version of the API. */
  readonly isFirstVersion?: true;
  readonly filter: LifecycleFilter;
  readonly expiration?: LifecycleExpiration;
  readonly noncurrentVersionExpiration?: NoncurrentVersionExpiration;
  /** Days after the upload was started; at least 1. */
  readonly abortIncompleteUploadDays?: number;
}

export const MINIMUM_SIZE_POLICIES = ['all_storage_classes_128K', 'varies_by_storage_class'] as const;

/** `lifecycle`, kept as JSON. */
export interface LifecycleConfiguration {
  readonly rules: readonly LifecycleRule[];
  /** What transitions would leave out; remembered for clients that compare it. */
  readonly transitionMinimumSize: (typeof MINIMUM_SIZE_POLICIES)[number];
}

/** `undefined` for a bucket without rules. */
export function lifecycleOf({ documents }: Pick<Bucket, 'documents'>): LifecycleConfiguration | undefined {
  const text = documents.lifecycle;
  return text === undefined ? undefined : (JSON.parse(text) as LifecycleConfiguration);
}
