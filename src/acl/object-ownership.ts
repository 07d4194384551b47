import type { Bucket } from '../backend/model/bucket.js';
import { remembered } from './remembered.js';

/** Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket". */
export const OBJECT_OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
export type ObjectOwnership = (typeof OBJECT_OWNERSHIPS)[number];

export const isObjectOwnership = (value: unknown): value is ObjectOwnership =>
  OBJECT_OWNERSHIPS.some((ownership) => ownership === value);

/** The stored form. */
export const writeOwnership = (ownership: ObjectOwnership): string =>
  JSON.stringify({ ObjectOwnership: ownership });

const readOwnership = remembered((text): ObjectOwnership => {
  try {
    const { ObjectOwnership: ownership } = JSON.parse(text) as { ObjectOwnership?: unknown };
    return isObjectOwnership(ownership) ? ownership : 'BucketOwnerEnforced';
  } catch {
    return 'BucketOwnerEnforced';
  }
});

/** `undefined` for a bucket without ownership controls, whose objects belong to their writers. */
export function ownershipOf({ documents }: Pick<Bucket, 'documents'>): ObjectOwnership | undefined {
  return documents.ownership === undefined ? undefined : readOwnership(documents.ownership);
}

/** Whether the ACLs of a bucket and its objects count at all. */
export const usesAcls = (bucket: Pick<Bucket, 'documents'>): boolean =>
  ownershipOf(bucket) !== 'BucketOwnerEnforced';
