/** What every answer of the legacy API stands in. */
export interface JaegerEnvelope<T> {
  readonly data: T;
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  /** With `traceID`: of several traces that were asked for this one is not there. */
  readonly errors:
    readonly { readonly code: number; readonly msg: string; readonly traceID?: string }[] | null;
}

export function enveloped<T>(data: T): JaegerEnvelope<T> {
  return { data, total: Array.isArray(data) ? data.length : 0, limit: 0, offset: 0, errors: null };
}
