import { IsBoolean, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';

/** Where faults of the gateway are reported. */
export class SentryConfig {
  /** True as soon as a DSN is given, unless it is said. */
  @IsBoolean()
  enabled = false;

  /** `https://key@host/project`. It holds a key. */
  @IsOptional()
  @Matches(/^https?:\/\/\w+(:\w+)?@[\w.-]+(:\d{1,5})?(\/[\w./-]*)?\/\d+$/, {
    message: 'must be a DSN such as https://key@sentry.example.com/1',
  })
  dsn?: string;

  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  environment = 'development';
}
