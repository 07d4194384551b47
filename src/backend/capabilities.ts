/** What a driver can do, as data: the S3 layer asks here first and the contract suite skips by it. */
export interface Capabilities {
  /** Keys `a` and `a/b` may exist together. */
  readonly keyMayBePrefixOfKey: boolean;
  /** `..`, `.` and empty path segments are ordinary parts of a key. */
  readonly anyPathSegment: boolean;
  /** User metadata, tags and checksums outlive the request (false for the posix metadata store `none`). */
  readonly metadata: boolean;
  /**
   * ETags are what AWS makes of the content: its MD5, or `<MD5 of the MD5s of the parts>-<their number>`, and go along
   * with a copy. Where false an ETag only changes with every write.
   */
  readonly keepsEtags: boolean;
  /** Versions, delete markers and Object Lock. */
  readonly versions: boolean;
  /** Objects whose key ends in `/` have versions like any other; where false each write replaces them. */
  readonly directoryObjectVersions: boolean;
  /** Objects whose key ends in `/` may hold bytes. */
  readonly directoryObjectsHoldData: boolean;
  /** An object whose key ends in `/` stays one when there are keys below it. */
  readonly directoryObjectsAboveKeys: boolean;
}
