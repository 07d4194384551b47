import type { LoggedError } from '../../logging/logged-error.js';
import type { LogLine } from '../model/trace-detail.js';

interface WrittenLine {
  readonly time: string;
  readonly level: LogLine['level'];
  readonly context?: string;
  readonly msg?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly err?: LoggedError;
  readonly [field: string]: unknown;
}

/** Characters of a line that are kept. */
const MAX_MESSAGE = 4_096;

/** A line as the log writes it in JSON; its error and its other fields stand behind the text. `undefined`: it is none. */
export function logLineOf(json: string): LogLine | undefined {
  const line = parsed(json);
  if (!line) return undefined;
  const { time, level, context = '', msg = '', trace_id: traceId, span_id: spanId, err, ...fields } = line;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const why = err ? ` (${err.type}: ${err.message})` : '';
  const message = `${msg}${why}${rest.join('')}`.slice(0, MAX_MESSAGE);
  return {
    time: Date.parse(time),
    level,
    context,
    message,
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
  };
}

function parsed(json: string): WrittenLine | undefined {
  try {
    const line = JSON.parse(json) as WrittenLine | null;
    return typeof line?.time === 'string' && typeof line.level === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
