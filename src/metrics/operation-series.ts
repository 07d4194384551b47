import { SpanStatusCode } from '@opentelemetry/api';
import { PHASES } from '../tracing/phases.js';
import type { Labels } from './family.js';
import { Bounds, HistogramCells } from './histogram-cells.js';

/** Milliseconds. Source: OpenTelemetry Collector, spanmetrics connector, default buckets. */
const DURATION_BOUNDS = new Bounds([
  2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000,
]);

/** Seconds. */
const FIRST_BYTE_BOUNDS = new Bounds([
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]);

/** Outcomes of one operation that are told apart; all further ones are counted together. */
const MAX_OUTCOMES = 128;

const OTHER = '_OTHER';

const STATUS_NAMES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'] as const;

/** Requests that ended alike. */
export interface Calls {
  readonly labels: Labels;
  count: number;
  /** Index of the newest that has a trace. */
  traceId: string | undefined;
  spanId: string;
  /** Milliseconds since 1970, of that one. */
  time: number;
}

/** How a request ended. */
export interface Outcome {
  readonly statusCode: SpanStatusCode;
  readonly httpStatus: number;
  /** S3 code; empty when none. */
  readonly errorType: string;
}

/** All that is counted of the requests of one name. */
export class OperationSeries {
  /** Milliseconds, in the order of `PHASES`. */
  readonly phases = new Float64Array(PHASES.length);
  readonly firstByte = new HistogramCells(FIRST_BYTE_BOUNDS);
  /** Body bytes. */
  bytesIn = 0;
  bytesOut = 0;
  /** `operation` of its lines. */
  readonly labels: Labels;
  private readonly durations: ({ readonly labels: Labels; readonly cells: HistogramCells } | undefined)[] =
    [];
  /** Those without an error, by status. */
  private readonly successes = new Map<number, Calls>();
  private readonly failures = new Map<string, Calls>();

  /**
   * @param base labels of the span metrics but the outcome
   * @param operation label of the other metrics
   */
  constructor(
    private readonly base: Labels,
    operation: string,
  ) {
    this.labels = { operation };
  }

  get allDurations(): readonly { readonly labels: Labels; readonly cells: HistogramCells }[] {
    return this.durations.filter((one) => one !== undefined);
  }

  get allCalls(): readonly Calls[] {
    return [...this.successes.values(), ...this.failures.values()];
  }

  durationsOf(statusCode: SpanStatusCode): HistogramCells {
    const known = this.durations[statusCode];
    if (known) return known.cells;
    const labels = { ...this.base, status_code: STATUS_NAMES[statusCode] };
    const cells = new HistogramCells(DURATION_BOUNDS);
    this.durations[statusCode] = { labels, cells };
    return cells;
  }

  callsOf(outcome: Outcome): Calls {
    const { statusCode, httpStatus, errorType } = outcome;
    if (errorType === '' && statusCode === SpanStatusCode.OK) {
      const known = this.successes.get(httpStatus);
      if (known) return known;
      if (this.successes.size < MAX_OUTCOMES) return put(this.successes, httpStatus, this.newCalls(outcome));
    }
    const key = `${statusCode} ${httpStatus} ${errorType}`;
    const known = this.failures.get(key);
    if (known) return known;
    if (this.failures.size < MAX_OUTCOMES) return put(this.failures, key, this.newCalls(outcome));
    const other = { statusCode, httpStatus: 0, errorType: OTHER };
    const rest = `${statusCode} ${OTHER}`;
    return this.failures.get(rest) ?? put(this.failures, rest, this.newCalls(other));
  }

  private newCalls({ statusCode, httpStatus, errorType }: Outcome): Calls {
    const labels = {
      ...this.base,
      status_code: STATUS_NAMES[statusCode],
      http_response_status_code: httpStatus === 0 ? '' : String(httpStatus),
      error_type: errorType,
    };
    return { labels, count: 0, traceId: undefined, spanId: '', time: 0 };
  }
}

function put<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
