import { SpanStatusCode } from '@opentelemetry/api';
import { ADMIN_OPERATION_NAMES, OPERATION_NAMES } from '../common/operation-name.js';
import { exclusiveTimes, PHASES } from '../tracing/phases.js';
import type { LocalRoot } from '../tracing/recorder/local-root.js';
import type { UnrecordedRequest } from '../tracing/recorder/unrecorded-request.js';
import { spelled } from '../tracing/span-style.js';
import { OperationSeries, type Outcome } from './operation-series.js';

/** Names besides those of the operations: a method and a route each. */
const MAX_NAMES = OPERATION_NAMES.length + 512;
const OTHER = '_OTHER';

const OTHER_PHASE = PHASES.indexOf('other');

/** A fault of ours, which should be seen from the first on. */
const FAULT: Outcome = { statusCode: SpanStatusCode.ERROR, httpStatus: 500, errorType: 'InternalError' };
const SUCCESS: Outcome = { statusCode: SpanStatusCode.OK, httpStatus: 200, errorType: '' };
const EMPTY_SUCCESS: Outcome = { ...SUCCESS, httpStatus: 204 };

/** Operations that answer 204. */
const ANSWERS_NOTHING = /^(Delete|Abort)(?!Objects$)/;

/** Counts requests, by the name of their span. A request is counted when it is over, by a few additions. */
export class RequestMetrics {
  private readonly byName = new Map<string, OperationSeries>();

  /**
   * Every operation is there from the start: of a counter that begins with its first request nobody sees the increase.
   * @param exports whether the traces that are kept leave the gateway
   */
  constructor(
    private readonly serviceName: string,
    private readonly exports: boolean,
  ) {
    for (const operation of OPERATION_NAMES) {
      const success = ANSWERS_NOTHING.test(operation) ? EMPTY_SUCCESS : SUCCESS;
      this.begin(`S3.${operation}`, success);
    }
    for (const operation of ADMIN_OPERATION_NAMES) this.begin(`Admin.${operation}`, SUCCESS);
  }

  get all(): Iterable<OperationSeries> {
    return this.byName.values();
  }

  /** A request that is over, with all its spans. */
  count(root: LocalRoot): void {
    const { span, firstByte } = root;
    const series = this.seriesOf(span.name);
    const duration = span.endTime! - span.startTime;
    this.addEnd(series, root, duration);
    // A request that was given up before its end has no spans left: its time cannot be told apart.
    if (root.spans.length === 0) series.phases[OTHER_PHASE]! += duration;
    else {
      const times = exclusiveTimes(root);
      for (let index = 0; index < times.length; index += 1) series.phases[index]! += times[index]!;
    }
    if (firstByte !== undefined) observeFirstByte(series, firstByte - span.startTime);
    series.bytesIn += root.requestBytes;
    series.bytesOut += root.responseBytes;
  }

  countUnrecorded(request: UnrecordedRequest): void {
    const { duration, timeToFirstByte, status: httpStatus, errorType } = request;
    const statusCode = errorType === undefined ? SpanStatusCode.OK : SpanStatusCode.ERROR;
    const series = this.seriesOf(request.spanName);
    series.durationsOf(statusCode).observe(duration);
    series.callsOf({ statusCode, httpStatus, errorType: errorType ?? '' }).count += 1;
    series.phases[OTHER_PHASE]! += duration;
    if (timeToFirstByte !== undefined) observeFirstByte(series, timeToFirstByte);
    series.bytesIn += request.receivedBytes;
    series.bytesOut += request.sentBytes;
  }

  private addEnd(series: OperationSeries, root: LocalRoot, duration: number): void {
    const { span, traceId, decision, status: httpStatus = 0 } = root;
    const { statusCode } = span;
    const isError = statusCode === SpanStatusCode.ERROR;
    const errorType = isError ? textOf(span.attribute('error.type')) : '';
    const cells = series.durationsOf(statusCode);
    const bucket = cells.observe(duration);
    const calls = series.callsOf({ statusCode, httpStatus, errorType });
    calls.count += 1;
    // An exemplar names a trace that can be found somewhere.
    if (!root.isAdmitted && !(this.exports && decision?.keep)) return;
    const { spanId } = span.spanContext();
    const time = span.endTime!;
    cells.exemplify(bucket, { traceId, spanId, value: duration, time });
    calls.traceId = traceId;
    calls.spanId = spanId;
    calls.time = time;
  }

  private seriesOf(name: string): OperationSeries {
    const known = this.byName.get(name);
    if (known) return known;
    if (this.byName.size < MAX_NAMES || name === OTHER) return this.add(name);
    return this.seriesOf(OTHER);
  }

  private begin(name: string, success: Outcome): void {
    const series = this.add(name);
    series.durationsOf(SpanStatusCode.OK);
    series.callsOf(success);
    series.callsOf(FAULT);
  }

  private add(name: string): OperationSeries {
    const base = {
      service_name: this.serviceName,
      span_name: spelled(name),
      span_kind: 'SPAN_KIND_SERVER',
    };
    const series = new OperationSeries(base, name.startsWith('S3.') ? name.slice('S3.'.length) : name);
    this.byName.set(name, series);
    return series;
  }
}

/** @param milliseconds below 0 when the clock was set back under the request */
function observeFirstByte({ firstByte }: OperationSeries, milliseconds: number): void {
  firstByte.observe(Math.max(0, milliseconds) / 1000);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
