import type { Stats } from 'node:fs';
import type { PosixConfig } from '../../config/posix.config.js';
import { nextVersionId } from '../model/version-id.js';
import { NULL_VERSION } from '../model/versions.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { ObjectPlace } from './object-place.js';
import { TEMPORARY_FOLDER } from './safe-path.js';

/**
 * A version or delete marker that is not the current object of its key, as the name of its file tells it:
 * `<sequence>[.null][.marker]`.
 */
export interface VersionEntry {
  /** Sorts after that of every older version of the key; of all but the null version it is the id. */
  readonly sequence: string;
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  /** Of its file. */
  readonly name: string;
}

const NAME = /^([0-9a-f]{32})(\.null)?(\.marker)?$/;

const STAMP_DIGITS = 16;

/** In the temporary folder of a bucket. */
export const VERSIONS_FOLDER = 'versions';

/** `undefined` for a file that is no version. */
export function versionEntry(name: string): VersionEntry | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, sequence = '', isNull, marker] = match;
  const versionId = isNull === undefined ? sequence : NULL_VERSION;
  return { sequence, versionId, isDeleteMarker: marker !== undefined, name };
}

export function entryName(sequence: string, versionId: string, isDeleteMarker: boolean): string {
  return `${sequence}${versionId === NULL_VERSION ? '.null' : ''}${isDeleteMarker ? '.marker' : ''}`;
}

/** The sequence of a version whose writer gave it none: that of its time. */
export function sequenceAt(milliseconds: number): string {
  const stamp = nextVersionId(undefined, Math.max(0, Math.floor(milliseconds))).slice(0, STAMP_DIGITS);
  return stamp.padEnd(2 * STAMP_DIGITS, '0');
}

/** Between a sequence and the next one that `nextVersionId` makes. */
export const sequenceBehind = (newest: string): string =>
  newest.slice(0, STAMP_DIGITS).padEnd(2 * STAMP_DIGITS, 'f');

/** The id of an object: `null` where none was given. */
export const versionIdOf = ({ versionId }: ObjectRecord): string => versionId ?? NULL_VERSION;

export function sequenceOf({ record, stats }: { record: ObjectRecord; stats: Stats }): string {
  return record.versionId ?? record.sequence ?? sequenceAt(record.lastModified ?? stats.mtimeMs);
}

/** What the name of a version says, as members of its record. */
export const entryMembers = ({ sequence, versionId }: VersionEntry): ObjectRecord =>
  versionId === NULL_VERSION ? { sequence } : { versionId };

type Root = Pick<ObjectPlace, 'bucket' | 'bucketPath'>;

/** The directory of all noncurrent versions of a bucket. */
export function versionsRoot(
  { versioningDir }: Pick<PosixConfig, 'versioningDir'>,
  { bucket, bucketPath }: Root,
): string {
  return versioningDir === undefined
    ? `${bucketPath}/${TEMPORARY_FOLDER}/${VERSIONS_FOLDER}`
    : `${versioningDir}/${bucket}`;
}

/** Directories that are made on the way to versions are below this one, which exists. */
export function versionsBase(
  { versioningDir }: Pick<PosixConfig, 'versioningDir'>,
  { bucketPath }: Root,
): string {
  return versioningDir ?? bucketPath;
}

/**
 * Where below the root a key has its versions: every segment is a directory with `d`, the segments below it, and `v`,
 * the versions of the key that ends there. `a/b`: `a/d/b/v`.
 */
export const keyFolder = (key: string): string => `${key.replaceAll('/', '/d/')}/v`;

/** The directory with the segments below a key that ends in `/`, or below the bucket. `a/b/`: `a/d/b/d`. */
export const segmentsFolder = (key: string): string => key.replaceAll('/', '/d/').slice(0, -1);

/** The name that the record of a version has in a store which keeps records by name. */
export const versionRecordName = (key: string, name: string): string =>
  `${TEMPORARY_FOLDER}/${VERSIONS_FOLDER}/${keyFolder(key)}/${name}`;
