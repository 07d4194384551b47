import { DamagedRecordError } from './damaged-record.error.js';
import type { ObjectRecord, PlainRecord } from './metadata-store.js';

type Members = Readonly<Record<string, unknown>>;

/** What one attribute or one sidecar file holds. */
export interface PackedRecord {
  readonly v: 1;
  readonly kind: 'object' | 'plain';
  /** The members of the record that stand here. */
  readonly data: Members;
  /** Id of the side file that holds the other members. */
  readonly side?: string;
  /** The side file holds nothing but the table of parts. */
  readonly sideHasParts?: true;
  /** The file that is described, where the record stands beside it: see `describedFile`. */
  readonly file?: string;
  /** The file that had the name before, until the described one gets it; without `data` it had no record. */
  readonly previous?: { readonly file: string; readonly data?: Members };
}

/** Members that only a reader of the parts needs, in one table of up to 10,000 rows. */
const PART_TABLE: ReadonlySet<string> = new Set(['partSizes', 'partNumbers', 'partChecksums']);

/** Members of an object's record that are small whatever the client sends. */
const SMALL: ReadonlySet<string> = new Set([
  'etag',
  'checksum',
  'partCount',
  'directoryObject',
  'retention',
  'legalHold',
  'versionId',
  'sequence',
  'lastModified',
]);

/** A record cut in two: `side` is written to the side file when there is one. */
export interface RecordLayout {
  readonly data: Members;
  readonly side?: Members;
  readonly sideHasParts?: true;
}

/** Ways to lay a record out, from all in one place to as little as possible in the attribute. */
export function* layouts(
  kind: PackedRecord['kind'],
  record: ObjectRecord | PlainRecord,
): Generator<RecordLayout> {
  const members = Object.entries(record).filter(([, value]) => value !== undefined);
  yield { data: Object.fromEntries(members) };
  if (kind === 'object' && members.some(([name]) => PART_TABLE.has(name))) {
    yield { ...cut(members, (name) => !PART_TABLE.has(name)), sideHasParts: true };
  }
  yield cut(members, (name) => kind === 'object' && SMALL.has(name));
}

function cut(members: readonly [string, unknown][], stays: (name: string) => boolean): RecordLayout {
  return {
    data: Object.fromEntries(members.filter(([name]) => stays(name))),
    side: Object.fromEntries(members.filter(([name]) => !stays(name))),
  };
}

export const packRecord = (record: PackedRecord): Buffer => Buffer.from(JSON.stringify(record));

/** @throws DamagedRecordError for what this module did not write */
export function unpackRecord(bytes: Buffer): PackedRecord {
  const record = parse(bytes);
  if (record?.v !== 1 || typeof record.data !== 'object' || record.data === null)
    throw new DamagedRecordError('a metadata record has an unknown format');
  return record as PackedRecord;
}

function parse(bytes: Buffer): Partial<PackedRecord> | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as Partial<PackedRecord> | null;
  } catch (error) {
    throw new DamagedRecordError('a metadata record is not JSON', { cause: error });
  }
}
