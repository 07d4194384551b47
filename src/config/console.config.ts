import { IsArray, IsInt, IsNumber, IsOptional, IsString, Matches, Min } from 'class-validator';

/** Where traces can be looked at, and how many are kept for that. */
export class ConsoleConfig {
  /** Addresses as those of the S3 API; none: there is no console. */
  @IsArray()
  port: readonly string[] = [];

  /** Opens the console; made at random at each start when absent. */
  @IsOptional()
  @Matches(/^[\w.~-]{16,256}$/, { message: 'must be 16 to 256 letters, digits, ".", "_", "~" or "-"' })
  token?: string;

  /** Absolute path of the SQLite file that keeps the traces over restarts; memory alone when absent. */
  @IsOptional()
  @IsString()
  store?: string;

  @IsInt()
  @Min(100, { message: 'must be at least 100' })
  traces = 50_000;

  /** Requests that are taken with all their spans, in the long run; Infinity: all. */
  @IsNumber({ allowInfinity: true })
  @Min(1, { message: 'must be at least 1' })
  tracesPerSecond = 10;

  /** Bytes. */
  @IsInt()
  @Min(1024 * 1024, { message: 'must be at least 1MiB' })
  memory = 64 * 1024 * 1024;
}
