/** What became of a trace at the sampler. */
export interface SamplingOutcome {
  readonly keep: boolean;
  /** `error`, `slow`, `ratio`…: as the sampler counts them. */
  readonly reason: string;
}

/** One row of the list of traces: of all local roots in the trace, the first that is a request, else the first. */
export interface TraceSummary {
  /** 32 hex digits. */
  readonly traceId: string;
  /** Name of the span: `S3.GetObject`. */
  readonly name: string;
  /** `service.name` of that span. */
  readonly service: string;
  /** Milliseconds since 1970, of the earliest span. */
  readonly start: number;
  /** Milliseconds from the earliest start to the latest end. */
  readonly duration: number;
  /** Milliseconds of it in which the client was waited for. */
  readonly clientWait: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Some span has status ERROR. */
  readonly isError: boolean;
  /** The services that have spans in it, a hundred at most. */
  readonly services: readonly string[];
  /** Absent where the trace has no S3 request. */
  readonly method?: string;
  readonly path?: string;
  /** HTTP status. */
  readonly status?: number;
  readonly operation?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly accessKey?: string;
  readonly requestId?: string;
  /** `error.type`: the S3 code. */
  readonly errorType?: string;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Absent of spans that others sent. */
  readonly sampling?: SamplingOutcome;
}
