import type { MultipartUpload } from '../backend/model/multipart.js';
import type { Tags } from '../backend/model/object.js';
import type { LifecycleFilter, LifecycleRule } from './lifecycle-configuration.js';

/** Milliseconds. */
const DAY = 86_400_000;

/** A version or a delete marker in its place among those of its key. */
export interface PlacedVersion {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** The key has no other version. */
  readonly isOnly: boolean;
  /** When its successor was made; absent for the newest, and where that is not known. */
  readonly noncurrentSince?: Date;
  /** Noncurrent versions that are newer, delete markers not counted. */
  readonly newerNoncurrent: number;
}

/** Milliseconds of the first midnight at which so many days have gone by. Source: S3 User Guide, "Lifecycle configuration elements". */
export const dueAfter = (from: Date, days: number): number =>
  Math.ceil((from.getTime() + days * DAY) / DAY) * DAY;

/**
 * Rules by which a version goes now: a current version expires, a delete marker with nothing below it and a noncurrent
 * version are removed. Whether the object has the tags of a rule is left to `fitsTags`: no listing tells them. `now` is
 * in milliseconds.
 */
export function dueRules(
  rules: readonly LifecycleRule[],
  version: PlacedVersion,
  now: number,
): LifecycleRule[] {
  const isDue = dueTest(version);
  return rules.filter((rule) => rule.isEnabled && fits(rule.filter, version) && isDue(rule, version, now));
}

/** Whether an upload that was not completed is given up now. `now` is in milliseconds. */
export function isUploadDue(
  rules: readonly LifecycleRule[],
  { key, initiated }: Pick<MultipartUpload, 'key' | 'initiated'>,
  now: number,
): boolean {
  return rules.some(
    ({ isEnabled, filter, abortIncompleteUploadDays: days }) =>
      isEnabled &&
      days !== undefined &&
      key.startsWith(filter.prefix ?? '') &&
      dueAfter(initiated, days) <= now,
  );
}

/** Whether an object has all the tags that a rule asks for. */
export function fitsTags({ filter }: LifecycleRule, tags: Tags): boolean {
  return (filter.tags ?? []).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
}

/** The shortest prefixes below which there is everything that the rules are about. */
export function prefixesOf(rules: readonly LifecycleRule[]): string[] {
  const prefixes = [...new Set(rules.map(({ filter }) => filter.prefix ?? ''))];
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)));
}

type DueTest = (rule: LifecycleRule, version: PlacedVersion, now: number) => boolean;

function dueTest({ isLatest, isDeleteMarker, isOnly }: PlacedVersion): DueTest {
  if (!isLatest) return isNoncurrentDue;
  if (!isDeleteMarker) return isExpired;
  return isOnly ? isMarkerDue : () => false;
}

function isExpired({ expiration }: LifecycleRule, { lastModified }: PlacedVersion, now: number): boolean {
  if (expiration?.days !== undefined) return dueAfter(lastModified, expiration.days) <= now;
  return expiration?.date !== undefined && Date.parse(expiration.date) <= now;
}

/** A rule that expires objects cleans up after itself: what it says of the age holds for the markers too. */
function isMarkerDue(rule: LifecycleRule, version: PlacedVersion, now: number): boolean {
  return rule.expiration?.expiredObjectDeleteMarker === true || isExpired(rule, version, now);
}

function isNoncurrentDue(
  { noncurrentVersionExpiration: rule }: LifecycleRule,
  { noncurrentSince, newerNoncurrent }: PlacedVersion,
  now: number,
): boolean {
  if (!rule || !noncurrentSince || newerNoncurrent < (rule.newerNoncurrentVersions ?? 0)) return false;
  return dueAfter(noncurrentSince, rule.noncurrentDays) <= now;
}

/** A delete marker has neither size nor tags: filters for these are about objects. */
function fits(filter: LifecycleFilter, { key, size, isDeleteMarker }: PlacedVersion): boolean {
  const { prefix = '', tags, objectSizeGreaterThan, objectSizeLessThan } = filter;
  if (!key.startsWith(prefix)) return false;
  const isAboutObjects = tags ?? objectSizeGreaterThan ?? objectSizeLessThan;
  if (isDeleteMarker) return isAboutObjects === undefined;
  return size > (objectSizeGreaterThan ?? -1) && size < (objectSizeLessThan ?? Infinity);
}
