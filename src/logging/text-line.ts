import type { LoggedError } from './logged-error.js';

interface Line {
  readonly time: string;
  readonly level: string;
  readonly context?: string;
  readonly msg?: string;
  readonly err?: LoggedError;
  readonly [field: string]: unknown;
}

const PLAIN = /^[^\s"=]+$/;

const shown = (value: unknown): string =>
  typeof value === 'string' && PLAIN.test(value) ? value : JSON.stringify(value);

function errorText({ message, stack, cause }: LoggedError): string {
  return `${stack ?? message}${cause ? `\ncaused by ${errorText(cause)}` : ''}`;
}

/** A JSON line as text: `time LEVEL [context] message field=value…`, below it the stack of an error. */
export function textLine(json: string): string {
  const { time, level, context, msg = '', err, ...fields } = JSON.parse(json) as Line;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${shown(value)}`);
  const head = `${time} ${level.toUpperCase().padEnd(5)} [${context ?? '-'}] ${msg}${rest.join('')}`;
  return `${head}\n${err ? `${errorText(err)}\n` : ''}`;
}
