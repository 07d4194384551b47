/** What a driver can do, as data: the S3 layer asks here first and the contract suite skips by it. */
export interface Capabilities {
  /** Keys `a` and `a/b` may exist together. */
  readonly keyMayBePrefixOfKey: boolean;
  /** `..`, `.` and empty path segments are ordinary parts of a key. */
  readonly anyPathSegment: boolean;
  /** User metadata, tags and checksums outlive the request (false for the posix metadata store `none`). */
  readonly metadata: boolean;
  /** Objects whose key ends in `/` may hold bytes. */
  readonly directoryObjectsHoldData: boolean;
}
