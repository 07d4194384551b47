import { IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';

/** Where buckets are served as websites. */
export class WebsiteConfig {
  /** Addresses, as those of the S3 API; no websites when there are none. */
  @IsArray()
  port: readonly string[] = [];

  /** Domains below which the first labels of a Host are the bucket; any other Host is a bucket's name. Lower case. */
  @IsArray()
  domain: readonly string[] = [];

  /** PEM file of the certificate chain, absolute; that of the S3 API when absent. */
  @IsOptional()
  @IsString()
  cert?: string;

  /** PEM file of its private key, absolute. */
  @IsOptional()
  @IsString()
  key?: string;

  /** Plain HTTP, whatever certificates there are. */
  @IsBoolean()
  noTls = false;
}
