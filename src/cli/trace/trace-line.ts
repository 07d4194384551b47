import type { TraceSummary } from '../../console/model/trace-summary.js';
import { printable, shownDuration, statusStyle, type Paint } from './paint.js';

/** Characters of the columns. */
const OPERATION = 24;
const DURATION = 8;

/**
 * One request in one line: time, status, operation, duration, how long the client was waited for, trace id, bucket and key
 * (`-` where there is none).
 */
export function traceLine(trace: TraceSummary, paint: Paint): string {
  const { start, duration, clientWait, status, operation, name, bucket, key, traceId, errorType } = trace;
  const time = new Date(start).toISOString().slice(11, 23);
  const shownStatus = status === undefined ? (trace.isError ? 'ERR' : '-') : String(status);
  const style = statusStyle(status ?? (trace.isError ? 500 : 200));
  const place = bucket === undefined ? '-' : printable(key === undefined ? bucket : `${bucket}/${key}`);
  return [
    paint('dim', time),
    paint(style, shownStatus.padEnd(3)),
    printable(operation ?? name).padEnd(OPERATION),
    shownDuration(duration).padStart(DURATION),
    paint('dim', `client ${shownDuration(clientWait)}`.padStart(DURATION + 7)),
    paint('dim', traceId),
    place,
    ...(errorType === undefined ? [] : [paint(style, printable(errorType))]),
  ].join('  ');
}
