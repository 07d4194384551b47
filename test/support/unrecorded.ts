import type { UnrecordedRequest } from '../../src/tracing/recorder/unrecorded-request.js';
import { clockOrigin, spanTime } from '../../src/tracing/span-clock.js';
import { kept } from './kept-trace.js';

/** A request that was only counted, and has just ended after so many milliseconds. */
export function unrecorded(
  spanName: string,
  duration: number,
  more: Partial<UnrecordedRequest> = {},
): UnrecordedRequest {
  const endTime = spanTime();
  return {
    spanName,
    startTime: endTime - duration,
    endTime,
    endedAt: endTime - clockOrigin(),
    duration,
    clientWait: 0,
    timeToFirstByte: undefined,
    status: 200,
    errorType: undefined,
    receivedBytes: 0,
    sentBytes: 0,
    record: () => kept(1),
    ...more,
  };
}
