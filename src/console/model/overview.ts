/** RED of one operation, or of all. Quantiles are of buckets and within 5 % of the truth. */
export interface OperationRed {
  /** `GetObject`; `*` for all. */
  readonly operation: string;
  readonly count: number;
  /** Per second, over the window. */
  readonly rate: number;
  /** HTTP 5xx, and connections that broke. */
  readonly errors: number;
  /** HTTP 4xx. */
  readonly refusals: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Share of all time that all requests took, 0 to 1: rate times latency. */
  readonly impact: number;
  /** Milliseconds in all by phase: auth, acl, checksum, backend, posix, client_wait, other. */
  readonly phases: Readonly<Record<string, number>>;
}

/** A moment of the time line. */
export interface OverviewPoint {
  /** Milliseconds since 1970, begin of the step. */
  readonly time: number;
  readonly count: number;
  readonly errors: number;
  readonly refusals: number;
  /** HTTP 401 and 403. */
  readonly authFailures: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Overview {
  /** Requests were filtered: only those whose traces are in the store are counted. Absent where all are. */
  readonly isFiltered?: boolean;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of one point. */
  readonly step: number;
  readonly total: OperationRed;
  readonly operations: readonly OperationRed[];
  readonly points: readonly OverviewPoint[];
  /** The most frequent `error.type`s with how often they came. */
  readonly errorTypes: readonly {
    readonly errorType: string;
    readonly status: number;
    readonly count: number;
  }[];
  /** Slow or failed traces to look at, the worst first. */
  readonly worst: readonly {
    readonly traceId: string;
    readonly name: string;
    readonly duration: number;
    readonly errorType?: string;
    readonly start: number;
  }[];
}
