import type { LoggerService } from '@nestjs/common';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, type Logger } from 'pino';
import { hideCredentials } from '../common/credentials-in-text.js';
import type { LoggingConfig, LogLevel } from '../config/logging.config.js';
import { LevelFilter } from './level-filter.js';
import { LogOutput, type LineFormat } from './log-output.js';
import { loggedError } from './logged-error.js';
import { textLine } from './text-line.js';

/** Milliseconds for the last lines. */
const FLUSH_TIME = 1_000;

/** Fields that never show what they hold, wherever an object of headers or settings gets into a line. */
const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'secretKey', 'secretAccessKey', 'token'];
const SECRET_PATHS = ['', 'headers.', 'request.headers.'].flatMap((place) => [
  ...SECRETS.map((name) => place + name),
  ...['proxy-authorization', 'set-cookie', 'x-amz-security-token'].map(
    (name) => `${place.slice(0, -1)}["${name}"]`,
  ),
]);

type WrittenLevel = Exclude<LogLevel, 'silent'>;

/**
 * Nest's logger, written by pino. A call may give, between message and context, an Error, the text of a stack, and
 * objects whose fields stand in the line (`err`: any thrown value): `logger.error('text', { err, request_id })`.
 */
export class GatewayLogger implements LoggerService {
  private readonly output: LogOutput;
  private readonly pino: Logger;
  private readonly filter: LevelFilter;

  private constructor(config: LoggingConfig, format: LineFormat) {
    this.filter = new LevelFilter(config.level);
    this.output = new LogOutput(format, (lines) =>
      this.warn(`${lines} log lines were lost: nothing read them`, 'Log'),
    );
    this.pino = pino(
      {
        level: 'trace',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (level) => ({ level }) },
        mixin: activeSpan,
        redact: { paths: SECRET_PATHS, censor: 'REDACTED' },
      },
      this.output,
    );
  }

  static async open(config: LoggingConfig): Promise<GatewayLogger> {
    return new GatewayLogger(config, await formatOf(config.format));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // The caller of listen() says what went wrong, once.
    if (rest.at(-1) !== 'NestApplication') this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** From now on `follower` gets every line that is written, as JSON, at once. */
  follow(follower: (json: string) => void): void {
    this.output.follower = follower;
  }

  /** Writes what waits, for a second at most. */
  close(): Promise<void> {
    return this.output.close(FLUSH_TIME);
  }

  private write(level: WrittenLevel, message: unknown, rest: unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : '';
    if (!this.filter.passes(level, context)) return;
    const fields: Record<string, unknown> = { context };
    for (const value of typeof last === 'string' ? rest.slice(0, -1) : rest) addTo(fields, value);
    if (typeof message === 'object') addTo(fields, message);
    this.pino[level](fields, textOf(message));
  }
}

function addTo(fields: Record<string, unknown>, value: unknown): void {
  if (value instanceof Error) fields['err'] = loggedError(value);
  else if (typeof value === 'string')
    fields['err'] = { type: 'Error', message: '', stack: hideCredentials(value) };
  else if (typeof value === 'object' && value !== null) {
    Object.assign(fields, value);
    if ('err' in value) fields['err'] = loggedError(value.err);
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return hideCredentials(message.message);
  return typeof message === 'object' ? '' : hideCredentials(`${message as string}`);
}

/** OpenTelemetry, "Trace Context in non-OTLP Log Formats": lower-case hex. */
function activeSpan(): object {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? { trace_id: context.traceId, span_id: context.spanId } : {};
}

async function formatOf(format: LoggingConfig['format']): Promise<LineFormat> {
  if (format === 'json') return (json) => json;
  if (format === 'text') return textLine;
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize: process.stdout.isTTY, translateTime: false });
}
