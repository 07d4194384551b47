import type { SpanKind } from '@opentelemetry/api';
import type { LocalRoot } from './local-root.js';
import type { RecordedSpan } from './recorded-span.js';
import type { UnrecordedTaker } from './unrecorded-request.js';

/** Chooses among the local roots before they begin. */
export interface Gate {
  /** Milliseconds of `performance.now()`: of a request that came in before it need not be asked; -Infinity while it is open. */
  readonly shutUntil: number;
  /**
   * Asked at most once for each local root: whether it is taken, whatever else becomes of it (`root.isAdmitted`).
   * @param now milliseconds of `performance.now()`: when the request came in, or the work began; never less than the time
   * before
   * @param kind of the root: a request has SERVER
   */
  admits(now: number, kind: SpanKind): boolean;
}

/**
 * Takes the parts of traces that are over, whether they are kept (`root.decision`) or not. It is called on the way of
 * requests: what takes time belongs elsewhere.
 */
export interface TraceConsumer extends Partial<UnrecordedTaker> {
  /** Of a consumer that takes only some. */
  readonly gate?: Gate;
  /**
   * All spans of the root have ended, but those that were not waited for any longer: these have no `endTime` and come by
   * `takeLate`. `root.spans` may be kept; it is not changed any more, but that the source of its first span, which holds
   * the request, is let go of.
   */
  take(root: LocalRoot): void;
  /** A span that ended after its root was taken, of a trace that is kept or not. */
  takeLate?(root: LocalRoot, span: RecordedSpan): void;
}
