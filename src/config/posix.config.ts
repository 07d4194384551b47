import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** `glassgate posix DIR`. */
export class PosixConfig {
  /** The directory whose top-level directories are the buckets; absolute. */
  @IsString()
  root!: string;

  /** Metadata store: extended attributes, a sidecar directory, or nothing. */
  @IsIn(['xattr', 'sidecar', 'none'])
  metadata: 'xattr' | 'sidecar' | 'none' = 'xattr';

  /** Directory of the sidecar store; absolute. */
  @IsOptional()
  @IsString()
  sidecar?: string;

  /** Directory of the versions that are not current, absolute; a hidden folder of each bucket when absent. */
  @IsOptional()
  @IsString()
  versioningDir?: string;

  /** Mode of directories that the gateway makes. */
  @IsInt()
  @Min(0o700, { message: 'must let the owner read, write and enter: 0700 or more' })
  @Max(0o777, { message: 'must not be more than 0777' })
  dirPerms = 0o755;

  /** Symbolic links to directories are buckets too. */
  @IsBoolean()
  bucketLinks = false;

  /** Bytes per read or write of object data. */
  @IsInt()
  @Min(4096)
  @Max(64 << 20)
  ioBufferSize = 1 << 20;

  /** Never use O_TMPFILE. */
  @IsBoolean()
  disableOtmp = false;

  @IsBoolean()
  disableCopyFileRange = false;

  /** ETag of files that were put into a bucket by other means. */
  @IsOptional()
  @IsString()
  @Matches(/^[\x21\x23-\x7e]{1,128}$/, { message: 'must be up to 128 printable characters without quotes' })
  defaultEtag?: string;

  /** fsync nothing, the file, or the file and its directory. */
  @IsIn(['none', 'file', 'full'])
  durability: 'none' | 'file' | 'full' = 'file';

  /**
   * Milliseconds after which a start removes what uploads that were never finished left behind: longer than any write
   * takes, since those of other gateways on the directory must not lose their files.
   */
  @IsInt()
  @Min(0)
  leftoverAge = 24 * 60 * 60 * 1000;

  /**
   * How metadata calls (open, stat, xattr, link) are made. `sync` is fastest and right for local disks; `async` keeps
   * the event loop free when a file system is slow or hangs; `auto` looks at the type of the file system.
   */
  @IsIn(['auto', 'sync', 'async'])
  fileCalls: 'auto' | 'sync' | 'async' = 'auto';
}
