import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';

export class ServerConfig {
  /** Addresses of the S3 API: `host:port`, `:port`, the path of a socket, `@name`. */
  @ArrayNotEmpty({ message: 'must not be empty' })
  port: readonly string[] = [':7070'];

  /** Addresses of the administration API, as `port`; on those of the S3 API when there are none. */
  @IsArray()
  adminPort: readonly string[] = [];

  /** Mode of the sockets that have a path; what the umask leaves when absent. */
  @IsOptional()
  @IsInt()
  @Max(0o777, { message: 'must not be more than 0777' })
  socketPerm?: number;

  /** PEM file of the certificate chain of the S3 API, absolute; plain HTTP when absent. */
  @IsOptional()
  @IsString()
  cert?: string;

  /** PEM file of its private key, absolute. */
  @IsOptional()
  @IsString()
  key?: string;

  /** As `cert`, for the administration API. */
  @IsOptional()
  @IsString()
  adminCert?: string;

  /** As `key`, for the administration API. */
  @IsOptional()
  @IsString()
  adminKey?: string;

  /** Open connections of each address of the S3 API; further ones are closed at once. */
  @IsInt()
  @Min(1)
  maxConnections = 250_000;

  /** Requests to the S3 API under way; further ones get SlowDown. */
  @IsInt()
  @Min(1)
  maxRequests = 100_000;

  /** As `maxConnections`, for the administration API. */
  @IsInt()
  @Min(1)
  adminMaxConnections = 250_000;

  /** As `maxRequests`, for the administration API. */
  @IsInt()
  @Min(1)
  adminMaxRequests = 100_000;

  /** A connection serves one request after the other. */
  @IsBoolean()
  keepAlive = true;

  /** Domains below which the first labels of a Host are the bucket; lower case, without port. */
  @IsArray()
  virtualDomain: readonly string[] = [];

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

  /** Every write is refused, also to root. */
  @IsBoolean()
  readOnly = false;

  /** Heads of requests and answers are written to the log. */
  @IsBoolean()
  debug = false;

  /** No access lines. */
  @IsBoolean()
  quiet = false;

  /** Milliseconds that requests in flight have to finish after SIGTERM. */
  @IsInt()
  @Min(0)
  @Max(600_000, { message: 'must not be longer than ten minutes' })
  shutdownTimeout = 10_000;
}
