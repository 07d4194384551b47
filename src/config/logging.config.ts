import { IsIn, IsObject } from 'class-validator';

/** From the most to the least that is said. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The least important line that is still written. */
export interface LogLevels {
  readonly others: LogLevel;
  /** By the name in the brackets of a line: `Access`, `Tracing`. */
  readonly modules: Readonly<Record<string, LogLevel>>;
}

/** The lines on standard output, and on standard error from level error up. */
export class LoggingConfig {
  /** One line of text, one JSON object per line, or coloured text with a line per field. */
  @IsIn(['text', 'json', 'pretty'])
  format: 'text' | 'json' | 'pretty' = 'text';

  @IsObject()
  level: LogLevels = { others: 'info', modules: {} };
}
