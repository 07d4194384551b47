import { jest } from '@jest/globals';
import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { S3Error } from '../../errors/s3.error.js';
import { activeScope, runIn, Scope } from '../active-scope.js';
import { PlainRequest, startRequest } from '../../../test/support/plain-request.js';
import { ConsistentRatio } from '../sampling/consistent-ratio.js';
import { SamplingTally } from '../sampling/sampling-tally.js';
import { TailSampler } from '../sampling/tail-sampler.js';
import { followWallClock, spanTime } from '../span-clock.js';
import { useRecorder } from '../span.js';
import { Recorder } from '../recorder/recorder.js';
import { useUnrecordedTaker, type UnrecordedRequest } from '../recorder/unrecorded-request.js';

const source = {
  size: 0,
  atStart: () => ({ 's3.bucket': 'photos' }),
  atEnd: (status: number) => ({ 'http.response.status_code': status }),
};
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

describe('a request that is not recorded', () => {
  const taken: UnrecordedRequest[] = [];
  const recorder = new Recorder({
    sampler: new TailSampler({
      ratio: new ConsistentRatio(1),
      keepErrors: undefined,
      keepSlow: undefined,
      exports: false,
      looksAtAll: false,
      isDryRun: false,
    }),
    tally: new SamplingTally(),
    consumers: [],
  });

  beforeAll(() => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    useRecorder(recorder);
    useUnrecordedTaker({ takeUnrecorded: (request) => taken.push(request) });
  });
  beforeEach(() => taken.splice(0));
  afterAll(() => {
    useRecorder(undefined);
    useUnrecordedTaker(undefined);
    recorder.close();
    propagation.disable();
  });

  it('has afterwards the span that others know by its ids, with what it was told meanwhile', () => {
    const request = startRequest('S3.PutObject', {}, source);
    request.receivedBytes = 3;
    request.span?.setAttribute('sentry.event_id', 'e1');
    request.fail(new Error('the disk is full'), 'InternalError');
    request.end(500, true);
    request.end(500, true);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ status: 500, errorType: 'InternalError', receivedBytes: 3 });
    const { span } = taken[0]!.record();
    expect(span).toMatchObject({ kind: SpanKind.SERVER, endTime: taken[0]!.endTime, parent: undefined });
    const { traceId, spanId } = span.spanContext();
    expect({ trace_id: traceId, span_id: spanId }).toEqual(request.traceIds);
    expect(span.events?.[0]?.time).toBeLessThanOrEqual(span.endTime!);
    const names = ['sentry.event_id', 's3.bucket', 'http.response.status_code', 'error.type'];
    expect(names.map((name) => span.attribute(name))).toEqual(['e1', 'photos', 500, 'InternalError']);
  });

  it.each([
    [200, true, undefined, undefined],
    [304, true, new S3Error('NotModified'), undefined],
    [404, true, new S3Error('NoSuchKey'), 'NoSuchKey'],
    [405, true, undefined, '405'],
    [200, false, undefined, 'client_closed'],
    [500, false, Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 'client_closed'],
  ])('counts with status %d, complete %s, as its span does', (status, complete, failure, errorType) => {
    const request = startRequest('S3.GetObject');
    if (failure) request.fail(failure);
    request.end(status, complete);
    const { span } = taken[0]!.record();
    expect(taken[0]!.errorType).toBe(errorType);
    expect(span.statusCode === SpanStatusCode.ERROR).toBe(errorType !== undefined);
    expect(span.attribute('error.type')).toBe(errorType);
  });

  it('is over when the operation is, and counts once', () => {
    const request = startRequest('S3.GetObject');
    request.hold();
    request.end(200, true);
    expect(taken).toEqual([]);
    const before = performance.now();
    request.release();
    request.release();
    expect(taken).toHaveLength(1);
    expect(taken[0]!.endedAt).toBeGreaterThanOrEqual(before);
    expect(taken[0]!.duration).toBe(request.endedAt - request.started);
  });

  it('counts once when the client has gone before the operation began', () => {
    const request = startRequest('S3.GetObject');
    request.end(200, false);
    request.hold();
    request.release();
    expect(taken.map(({ errorType }) => errorType)).toEqual(['client_closed']);
  });

  it('tells its times by one clock, whenever that is set, and how long the client was waited for', () => {
    const request = startRequest('S3.GetObject');
    const before = spanTime();
    request.waited(performance.now() - 20);
    request.sent();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    followWallClock();
    request.end(200, true);
    const { startTime, timeToFirstByte, endTime, clientWait } = taken[0]!;
    expect(startTime).toBeGreaterThan(before + 3_590_000);
    expect(timeToFirstByte).toBeGreaterThanOrEqual(0);
    expect(endTime).toBeGreaterThanOrEqual(startTime + timeToFirstByte!);
    expect(endTime - startTime).toBeLessThan(60_000);
    expect(clientWait).toBeGreaterThanOrEqual(20);
    clock.mockRestore();
    followWallClock();
  });

  it('begins when it came in', () => {
    const request = Object.assign(new PlainRequest({}, source), { started: performance.now() - 40 });
    request.startSpan('S3.GetObject');
    request.sent();
    request.end(200, true);
    const { startTime, endTime, duration, timeToFirstByte } = taken[0]!;
    expect(endTime - startTime).toBeGreaterThanOrEqual(40);
    expect(duration).toBeGreaterThanOrEqual(40);
    expect(timeToFirstByte).toBeGreaterThanOrEqual(40);
  });

  it('hides another request, also where nothing is recorded', () => {
    const [outer, inner] = [startRequest('S3.GetObject'), startRequest('S3.GetObject')];
    const scope = new Scope(ROOT_CONTEXT, outer.span);
    expect(runIn(scope, () => inner.run(() => activeScope()?.span))).toBe(inner.span);
    for (const request of [outer, inner]) request.end(200, true);
  });

  it('looks for its caller when there is tracing, and once', () => {
    const { traceId, spanId } = CALLER;
    const headers = { traceparent: `00-${traceId}-${spanId}-01` };
    const request = new PlainRequest(headers, source);
    useRecorder(undefined);
    expect(request.namesParent).toBe(false);
    useRecorder(recorder);
    expect(request.namesParent).toBe(true);
    headers.traceparent = '';
    request.startSpan('S3.GetObject');
    request.end(200, true);
    expect(taken[0]!.record()).toMatchObject({ traceId, remote: { spanId } });
    expect(new PlainRequest({ baggage: 'a=b' }, source).namesParent).toBe(false);
  });

  it('is below the span of its caller where that one is trusted, and else linked to it', () => {
    const { traceId, spanId } = CALLER;
    const roots = [true, false].map((trusted) => {
      const headers = { traceparent: `00-${traceId}-${spanId}-00` };
      const request = new PlainRequest(headers, source);
      request.startSpan('S3.GetObject', trusted);
      request.end(200, true);
      return taken.pop()!.record();
    });
    expect(roots[0]).toMatchObject({ traceId, remote: { spanId }, traceFlags: 0 });
    expect(roots[1]).toMatchObject({ remote: undefined, traceFlags: 1 });
    expect(roots.map(({ span }) => span.links)).toMatchObject([undefined, [{ context: CALLER }]]);
  });
});
