import { jest } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { kept } from '../../../test/support/kept-trace.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { RedCell } from '../store/red/red-cell.js';
import { RequestTally, type RequestList } from './request-tally.js';

/** The beginning of a step of the series. */
const START = 1_900_000_000_000;

function unrecorded(
  name: string,
  httpStatus: number,
  { errorType, startTime = START, duration = 2 }: Partial<UnrecordedRequest & { duration: number }> = {},
): UnrecordedRequest {
  return {
    name,
    httpStatus,
    errorType,
    startTime,
    endTime: startTime + duration,
    clientWait: 0,
    firstByte: undefined,
    statusCode: SpanStatusCode.OK,
    requestBytes: 0,
    responseBytes: 0,
    record: () => kept(1),
  };
}

/** Operation, status, error, how many, and their milliseconds: in all, of the longest, and their median. */
function outcomesOf({ outcomes }: RequestList): unknown[][] {
  return outcomes.map((outcome) => {
    const { operation, status, errorType, time, max, durations } = outcome;
    const cell = new RedCell();
    cell.addOutcome(outcome);
    return [operation, status, errorType, durations.count, time, max, Math.round(cell.quantiles.p50)];
  });
}

describe('RequestTally', () => {
  const lists: RequestList[] = [];
  let tally: RequestTally;

  beforeEach(() => {
    jest.useFakeTimers();
    lists.splice(0);
    tally = new RequestTally((list) => lists.push(list));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('hands over how often requests ended how, and how long they took', () => {
    tally.addUnrecorded(unrecorded('S3.GetObject', 200, { duration: 10 }));
    tally.addUnrecorded(unrecorded('GET /{Bucket}', 400, { errorType: 'InvalidURI', duration: 1 }));
    tally.addUnrecorded(unrecorded('S3.GetObject', 200, { duration: 30 }));
    tally.addUnrecorded(unrecorded('S3.GetObject', 200, { duration: 10 }));
    const failed = kept(2);
    failed.status = 404;
    failed.span.statusCode = SpanStatusCode.ERROR;
    failed.span.endTime = failed.span.startTime + 3;
    failed.span.first = { 'error.type': 'NoSuchKey' };
    tally.addRoot(failed);
    const open = kept(1);
    open.span.endTime = undefined;
    tally.addRoot(open);
    jest.runAllTimers();
    expect(lists).toHaveLength(1);
    expect(lists[0]!.end).toBe(START + 10);
    expect(outcomesOf(lists[0]!)).toEqual([
      ['GetObject', 200, '', 3, 50, 30, 10],
      ['unknown', 400, 'InvalidURI', 1, 1, 1, 1],
      ['GetObject', 404, 'NoSuchKey', 1, 3, 3, 3],
    ]);
  });

  it('sends one list at a time, and keeps counting', () => {
    tally.addUnrecorded(unrecorded('S3.HeadObject', 200));
    jest.runAllTimers();
    for (let index = 0; index < 105_000; index += 1) tally.addUnrecorded(unrecorded('S3.GetObject', 200));
    jest.advanceTimersByTime(60_000);
    expect(lists).toHaveLength(1);
    tally.taken();
    jest.runAllTimers();
    expect(outcomesOf(lists[1]!)).toEqual([['GetObject', 200, '', 105_000, 210_000, 2, 2]]);
    tally.taken();
    jest.runAllTimers();
    expect(lists).toHaveLength(2);
    tally.addUnrecorded(unrecorded('S3.HeadObject', 200, { startTime: START + 5_000 }));
    jest.runAllTimers();
    expect(lists[2]).toMatchObject({ end: START + 5_002, outcomes: [{ operation: 'HeadObject' }] });
  });

  it('waits a second, but not until the next step of the series', () => {
    tally.addUnrecorded(unrecorded('S3.GetObject', 200, { startTime: START + 5_000, duration: 0 }));
    jest.advanceTimersByTime(999);
    expect(lists).toHaveLength(0);
    jest.advanceTimersByTime(1);
    expect(lists).toHaveLength(1);
    tally.taken();
    tally.addUnrecorded(unrecorded('S3.GetObject', 200, { startTime: START + 9_700, duration: 0 }));
    jest.advanceTimersByTime(300);
    expect(lists).toHaveLength(2);
  });
});
