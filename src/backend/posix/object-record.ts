import type { ObjectLock } from '../model/object-lock.js';
import type { ObjectAttributes, ObjectUpdate } from '../model/object.js';
import type { ObjectRecord } from './metadata/metadata-store.js';

/** What the writer said of an object, in the form in which it is kept. */
export type StoredAttributes = Pick<
  ObjectRecord,
  'headers' | 'userMetadata' | 'tags' | 'acl' | 'retention' | 'legalHold'
>;

export function storedAttributes(attributes: ObjectAttributes): StoredAttributes {
  const { headers, userMetadata, tags, lock, acl } = attributes;
  return { headers, userMetadata, tags, ...(acl !== undefined && { acl }), ...(lock && storedLock(lock)) };
}

/** Members of the lock that are absent are `undefined`: they take those of another record away. */
export function storedLock({ retention, legalHold }: ObjectLock): StoredAttributes {
  return { retention: retention && storedRetention(retention), legalHold };
}

export function lockOf({ retention, legalHold }: ObjectRecord): ObjectLock | undefined {
  if (!retention && legalHold === undefined) return undefined;
  return {
    ...(retention && {
      retention: { mode: retention.mode, retainUntil: new Date(retention.retainUntil) },
    }),
    ...(legalHold !== undefined && { legalHold }),
  };
}

/** The record with what `update` changes; the change of a retention has been checked. */
export function updatedRecord(
  record: ObjectRecord,
  { tags, acl, legalHold, retention }: ObjectUpdate,
): ObjectRecord {
  return {
    ...record,
    ...(tags && { tags }),
    ...(acl !== undefined && { acl }),
    ...(legalHold !== undefined && { legalHold }),
    ...(retention && { retention: retention.to && storedRetention(retention.to) }),
  };
}

function storedRetention({ mode, retainUntil }: NonNullable<ObjectLock['retention']>) {
  return { mode, retainUntil: retainUntil.toISOString() };
}
