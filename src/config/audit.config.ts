import { IsIn, IsOptional, IsString } from 'class-validator';

/** Where one entry per request goes, beside the traces. */
export class AuditConfig {
  /** File of the entries, absolute. */
  @IsOptional()
  @IsString()
  file?: string;

  /** Lines as AWS writes them to a log bucket, or JSON. */
  @IsIn(['aws', 'json'])
  format: 'aws' | 'json' = 'aws';

  /** File of the entries of the administration API, absolute; they stand in `file` when absent. */
  @IsOptional()
  @IsString()
  adminFile?: string;

  /** Gets every entry as JSON. Secret: such URLs often hold a token. */
  @IsOptional()
  @IsString()
  webhookUrl?: string;
}
