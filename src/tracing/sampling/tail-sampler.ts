import { TraceFlags } from '@opentelemetry/api';
import type { LocalRoot } from '../recorder/local-root.js';
import { spanTime } from '../span-clock.js';
import type { ConsistentRatio } from './consistent-ratio.js';
import type { Decision } from './decision.js';
import type { SlowThresholds } from './slow-thresholds.js';

export interface SamplingRules {
  /** Of traces that nobody else has decided on, and no other rule keeps. */
  readonly ratio: ConsistentRatio;
  /** HTTP status from which a trace is kept; `undefined`: errors have no rule. */
  readonly keepErrors: number | undefined;
  /** `undefined`: slow requests have no rule. */
  readonly keepSlow: SlowThresholds | undefined;
  /** Spans of all requests are wanted, whatever is exported. */
  readonly looksAtAll: boolean;
  /** Everything is kept, and says what would have become of it. */
  readonly isDryRun: boolean;
}

const NO_SERVER_STATUS = 0;
const FIRST_ERROR_STATUS = 400;

const KEEP_ERROR: Decision = { keep: true, reason: 'error' };
const KEEP_SLOW: Decision = { keep: true, reason: 'slow' };
const KEEP_PARENT: Decision = { keep: true, reason: 'parent_sampled' };
const KEEP_RATIO: Decision = { keep: true, reason: 'ratio' };
const DROP_PARENT: Decision = { keep: false, reason: 'parent_not_sampled' };
const DROP: Decision = { keep: false, reason: 'not_sampled' };

/**
 * Decides on a trace when it is over, by the first rule that holds: a caller that does not record its trace; an error; a
 * slow request; a caller that records; the ratio. Parts of one trace in several requests are decided one by one, and the
 * ratio says the same of all.
 */
export class TailSampler {
  constructor(private readonly rules: SamplingRules) {}

  /** What the ratio says of a trace that begins here. */
  isWanted(traceId: string): boolean {
    return this.rules.ratio.keeps(traceId);
  }

  /** Whether a trace may still be kept, or looked at, that the ratio or the caller (`hasParent`) does not want. */
  looksAtUnwanted(hasParent: boolean): boolean {
    const { keepErrors, keepSlow, looksAtAll, isDryRun } = this.rules;
    return looksAtAll || isDryRun || (!hasParent && (keepErrors !== undefined || keepSlow !== undefined));
  }

  decide(root: LocalRoot): Decision {
    const decision = this.judge(root);
    if (!decision.keep && this.rules.isDryRun) return { ...decision, keep: true, isDryRun: true };
    return decision;
  }

  private judge(root: LocalRoot): Decision {
    const isSampled = (root.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (root.remote && !isSampled) return DROP_PARENT;
    if (this.isError(root)) return KEEP_ERROR;
    if (this.isSlow(root)) return KEEP_SLOW;
    if (root.remote) return KEEP_PARENT;
    return isSampled ? KEEP_RATIO : DROP;
  }

  /** A request by its status; whatever answered well, or was no request, by the spans in it. */
  private isError(root: LocalRoot): boolean {
    const { keepErrors } = this.rules;
    if (keepErrors === undefined || !root.hasError) return false;
    const status = Number(root.span.attribute('http.response.status_code') ?? NO_SERVER_STATUS);
    return status < FIRST_ERROR_STATUS || status >= keepErrors;
  }

  private isSlow(root: LocalRoot): boolean {
    const { keepSlow } = this.rules;
    const { span } = root;
    if (keepSlow === undefined) return false;
    const duration = (span.endTime ?? spanTime()) - span.startTime;
    if (duration < keepSlow.least) return false;
    const operation = span.attribute('s3.operation');
    return duration - root.clientWait >= keepSlow.of(typeof operation === 'string' ? operation : undefined);
  }
}
