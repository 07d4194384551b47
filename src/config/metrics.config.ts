import { IsArray } from 'class-validator';

/** Where metrics are served. */
export class MetricsConfig {
  /** Addresses as those of the S3 API; none: no metrics are served. */
  @IsArray()
  port: readonly string[] = [];
}
