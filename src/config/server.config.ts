import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { ADDRESS } from './address.js';

export class ServerConfig {
  /** `host:port` or `:port` of the S3 API. */
  @Matches(ADDRESS, { message: 'must be host:port or :port' })
  port = ':7070';

  /** `host:port` of the administration API; on the S3 port when absent. */
  @IsOptional()
  @Matches(ADDRESS, { message: 'must be host:port or :port' })
  adminPort?: string;

  @Matches(/^[a-z0-9-]{1,64}$/, { message: 'must be a region name such as us-east-1' })
  region = 'us-east-1';

  @IsInt()
  @Min(1)
  @Max(10_000)
  maxParts = 10_000;

  /** Bytes: the largest source of CopyObject. */
  @IsInt()
  @Min(1)
  copyObjectThreshold = 5 * 1024 ** 3;

  @IsBoolean()
  disableStrictBucketNames = false;

  /** Buckets and objects have no ACLs: policy and ownership decide alone. */
  @IsBoolean()
  disableAcl = false;

  /** Path that answers 200 without a signature. */
  @IsOptional()
  @IsString()
  @Matches(/^\/[^\s?#]+$/, { message: 'must be a path such as /health' })
  health?: string;

  /** `*` or an origin with at most one `*`. */
  @IsOptional()
  @Matches(/^[^\s*]*\*?[^\s*]*$/, { message: 'must be * or an origin such as https://console.example.com' })
  corsAllowOrigin?: string;

  /** No access lines. */
  @IsBoolean()
  quiet = false;

  /** Milliseconds that requests in flight have to finish after SIGTERM. */
  @IsInt()
  @Min(0)
  @Max(600_000, { message: 'must not be longer than ten minutes' })
  shutdownTimeout = 10_000;
}
