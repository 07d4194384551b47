/** `glassgate posix DIR`. */
export class PosixConfig {
  /** The directory whose top-level directories are the buckets; absolute. */
  root!: string;
  /** Metadata store: extended attributes, a sidecar directory, or nothing. */
  metadata: 'xattr' | 'sidecar' | 'none' = 'xattr';
  /** Directory of the sidecar store; absolute. */
  sidecar?: string;
  /** Mode of directories that the gateway makes. */
  dirPerms = 0o755;
  /** Symbolic links to directories are buckets too. */
  bucketLinks = false;
  /** Bytes per read or write of object data. */
  ioBufferSize = 1 << 20;
  /** Never use O_TMPFILE. */
  disableOtmp = false;
  disableCopyFileRange = false;
  /** ETag of files that were put into a bucket by other means. */
  defaultEtag?: string;
  chuid = false;
  chgid = false;
  /** fsync nothing, the file, or the file and its directory. */
  durability: 'none' | 'file' | 'full' = 'file';
  /**
   * How metadata calls (open, stat, xattr, link) are made. `sync` is fastest and right for local disks; `async` keeps
   * the event loop free when a file system is slow or hangs; `auto` looks at the type of the file system.
   */
  fileCalls: 'auto' | 'sync' | 'async' = 'auto';
  /** Calls to the file system under way at once, per process. */
  concurrency = 5000;
}
