/** Directories with this name at the root, or beside the versions of buckets, are on their way in or out. */
export const BUCKET_IN_TRANSIT = '.glassgate-tmp-';
