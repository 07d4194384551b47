import { SpanStatusCode } from '@opentelemetry/api';
import { eventually } from '../../../test/support/eventually.js';
import { kept } from '../../../test/support/kept-trace.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import type { RequestCount } from '../store/red/red-cell.js';
import { eachRequest, RequestTally, type RequestList } from './request-tally.js';

const START = 1_900_000_000_000;

function unrecorded(name: string, httpStatus: number, errorType?: string): UnrecordedRequest {
  return {
    name,
    httpStatus,
    errorType,
    startTime: START,
    endTime: START + 2.5,
    clientWait: 0,
    firstByte: undefined,
    statusCode: SpanStatusCode.OK,
    requestBytes: 0,
    responseBytes: 0,
    record: () => kept(1),
  };
}

function requestsOf(list: RequestList): RequestCount[] {
  const requests: RequestCount[] = [];
  eachRequest(list, (request) => requests.push(request));
  return requests;
}

describe('RequestTally', () => {
  it('hands over how requests ended and when, what they have in common once', async () => {
    const lists: RequestList[] = [];
    const tally = new RequestTally((list) => lists.push(list));
    tally.addUnrecorded(unrecorded('S3.GetObject', 200));
    tally.addUnrecorded(unrecorded('GET /{Bucket}', 400, 'InvalidURI'));
    tally.addUnrecorded(unrecorded('S3.GetObject', 200));
    const failed = kept(2);
    failed.status = 404;
    failed.span.statusCode = SpanStatusCode.ERROR;
    failed.span.first = { 'error.type': 'NoSuchKey' };
    tally.addRoot(failed);
    const open = kept(1);
    open.span.endTime = undefined;
    tally.addRoot(open);
    await eventually(() => lists.length === 1);
    expect(lists[0]!.outcomes).toHaveLength(3);
    const common = { traceId: '', isSlow: false, phases: [] };
    const time = { start: START, end: START + 2.5 };
    const get = { name: 'S3.GetObject', operation: 'GetObject' };
    expect(requestsOf(lists[0]!)).toEqual([
      { ...common, ...get, ...time, status: 200, errorType: '' },
      {
        ...common,
        ...time,
        name: 'GET /{Bucket}',
        operation: 'unknown',
        status: 400,
        errorType: 'InvalidURI',
      },
      { ...common, ...get, ...time, status: 200, errorType: '' },
      {
        ...common,
        ...get,
        start: failed.span.startTime,
        end: failed.span.endTime,
        status: 404,
        errorType: 'NoSuchKey',
      },
    ]);
  });

  it('sends one list at a time, and loses what is too much', async () => {
    const lists: RequestList[] = [];
    const tally = new RequestTally((list) => lists.push(list));
    tally.addUnrecorded(unrecorded('S3.HeadObject', 200));
    await eventually(() => lists.length === 1);
    for (let index = 0; index < 105_000; index += 1) tally.addUnrecorded(unrecorded('S3.GetObject', 200));
    tally.taken();
    await eventually(() => lists.length === 2);
    expect(requestsOf(lists[1]!)).toHaveLength(100_000);
    tally.taken();
    tally.addUnrecorded(unrecorded('S3.HeadObject', 200));
    await eventually(() => lists.length === 3);
    expect(requestsOf(lists[2]!)).toMatchObject([{ operation: 'HeadObject' }]);
  });
});
