import { TraceFlags } from '@opentelemetry/api';
import type { LocalRoot } from '../recorder/local-root.js';
import { spanTime } from '../span-clock.js';
import type { ConsistentRatio } from './consistent-ratio.js';
import { DECISIONS, type Decision } from './decision.js';
import type { SlowThresholds } from './slow-thresholds.js';

export interface SamplingRules {
  /** Of traces that nobody else has decided on, and no other rule keeps. */
  readonly ratio: ConsistentRatio;
  /** HTTP status from which a trace is kept; `undefined`: errors have no rule. */
  readonly keepErrors: number | undefined;
  /** `undefined`: slow requests have no rule. */
  readonly keepSlow: SlowThresholds | undefined;
  /** Something is exported; else these rules only say what would be. */
  readonly exports: boolean;
  /** Spans of all requests are wanted, whatever is exported. */
  readonly looksAtAll: boolean;
  /** Everything is kept, and says what would have become of it. */
  readonly isDryRun: boolean;
}

const NO_SERVER_STATUS = 0;
const FIRST_ERROR_STATUS = 400;

/**
 * Decides on a trace when it is over, by the first rule that holds: a caller that does not record its trace; an error; a
 * slow request; a caller that records; the ratio. Parts of one trace in several requests are decided one by one, and the
 * ratio says the same of all.
 */
export class TailSampler {
  /** Nothing is exported, and nobody looks at all: these rules only say what would become of what others choose. */
  readonly choosesNone: boolean;

  constructor(private readonly rules: SamplingRules) {
    this.choosesNone = !rules.exports && !rules.looksAtAll;
  }

  /** What the ratio says of a trace that begins here. */
  isWanted(traceId: string): boolean {
    return this.rules.ratio.keeps(traceId);
  }

  /** Where these rules choose: whether a trace may be kept, or is looked at, that the ratio or the caller (`hasParent`) wants or not. */
  mayKeep(isWanted: boolean, hasParent: boolean): boolean {
    const { keepErrors, keepSlow, looksAtAll, isDryRun } = this.rules;
    if (looksAtAll) return true;
    return isWanted || isDryRun || (!hasParent && (keepErrors !== undefined || keepSlow !== undefined));
  }

  decide(root: LocalRoot): Decision {
    const decision = this.judge(root);
    if (decision.keep || !this.rules.isDryRun) return decision;
    return decision === DECISIONS.dropParent ? DECISIONS.dryParent : DECISIONS.dry;
  }

  private judge(root: LocalRoot): Decision {
    const isSampled = (root.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (root.remote && !isSampled) return DECISIONS.dropParent;
    if (this.isError(root)) return DECISIONS.keepError;
    if (this.isSlow(root)) return DECISIONS.keepSlow;
    if (root.remote) return DECISIONS.keepParent;
    return isSampled ? DECISIONS.keepRatio : DECISIONS.drop;
  }

  /** A request by its status; whatever answered well, or was no request, by the spans in it. */
  private isError(root: LocalRoot): boolean {
    const { keepErrors } = this.rules;
    if (keepErrors === undefined || !root.hasError) return false;
    const status =
      root.status ?? Number(root.span.attribute('http.response.status_code') ?? NO_SERVER_STATUS);
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
