export class ServerConfig {
  /** `host:port` or `:port` of the S3 API. */
  port = ':7070';
  /** `host:port` of the administration API; on the S3 port when absent. */
  adminPort?: string;
  region = 'us-east-1';
  maxParts = 10_000;
  /** Bytes: the largest source of CopyObject. */
  copyObjectThreshold = 5 * 1024 ** 3;
  disableStrictBucketNames = false;
  /** Path that answers 200 without a signature. */
  health?: string;
  /** No access lines. */
  quiet = false;
  /** Milliseconds that requests in flight have to finish after SIGTERM. */
  shutdownTimeout = 10_000;
}
