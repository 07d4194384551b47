import { PHASES } from '../../tracing/phases.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { spelled } from '../../tracing/span-style.js';
import { UNKNOWN_OPERATION, type RequestCount } from '../store/red/red-cell.js';

/** Begins the names of requests whose operation is known. */
const OPERATION = 'S3.';

/** What a request without spans counts as: of its time nothing more is known. @param end milliseconds since 1970 */
export function unrecordedCount(request: UnrecordedRequest, end: number): RequestCount {
  const { name, duration, httpStatus: status, errorType = '' } = request;
  return {
    traceId: '',
    name: spelled(name),
    operation: name.startsWith(OPERATION) ? name.slice(OPERATION.length) : UNKNOWN_OPERATION,
    start: end - duration,
    end,
    status,
    errorType,
    isSlow: false,
    phases: PHASES.map((phase) => (phase === 'other' ? duration : 0)),
  };
}
