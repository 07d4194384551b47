import { SpanKind } from '@opentelemetry/api';
import { TokenBucket } from '../../common/token-bucket.js';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import type { Gate } from '../../tracing/recorder/trace-consumer.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import type { SlowThresholds } from '../../tracing/sampling/slow-thresholds.js';
import { spanTime } from '../../tracing/span-clock.js';

/** Seconds of quiet whose share may be used at once. */
const BURST_SECONDS = 100;
/** Seconds whose share is taken together: code that runs now and then takes several times as long as in a row. */
const GROUP_SECONDS = 1;

/**
 * How much the console takes. To note the steps of a request, and to store them, costs nearly as much as a small request:
 * where there are very many, some tell what all are like. What failed or was slow has a share of its own, since it cannot
 * be known beforehand; so have refusals, of which a client can make as many as it likes, and work that no request asked
 * for, which is rare.
 */
export class TraceBudget implements Gate {
  private readonly ordinary: TokenBucket;
  private readonly failed: TokenBucket;
  private readonly refused: TokenBucket;
  private readonly unasked: TokenBucket;

  /** @param perSecond in the long run, of each kind; Infinity: all */
  constructor(
    perSecond: number,
    private readonly slow: SlowThresholds,
  ) {
    const share = (group = 1): TokenBucket => new TokenBucket(perSecond, perSecond * BURST_SECONDS, group);
    this.ordinary = share(Math.max(1, perSecond * GROUP_SECONDS));
    [this.failed, this.refused, this.unasked] = [share(), share(), share()];
  }

  /** @inheritdoc */
  get shutUntil(): number {
    return this.ordinary.emptyUntil;
  }

  /** Whether what begins is taken with all its spans. @param now milliseconds, never less than before @param kind of its first span */
  admits(now: number, kind: SpanKind): boolean {
    return (kind === SpanKind.SERVER ? this.ordinary : this.unasked).take(now);
  }

  /** Whether one that was recorded for others is taken because it failed or is slow, over or not. */
  takes({ span, hasError, clientWait, status = 0 }: LocalRoot): boolean {
    const { name, startTime, endTime = spanTime() } = span;
    const isSlow = this.isSlow(name, endTime - startTime - clientWait);
    return (isSlow || hasError) && this.takesConspicuous(isSlow, status, endTime);
  }

  /** As `takes`, of one that was not recorded. */
  takesUnrecorded(request: UnrecordedRequest): boolean {
    const isSlow = this.isSlow(request.spanName, request.duration - request.clientWait);
    if (!isSlow && request.errorType === undefined) return false;
    return this.takesConspicuous(isSlow, request.status, request.endTime);
  }

  private takesConspicuous(isSlow: boolean, status: number, now: number): boolean {
    const isRefused = !isSlow && status >= 400 && status < 500;
    return (isRefused ? this.refused : this.failed).take(now);
  }

  /** @param time milliseconds without those in which the client was waited for */
  private isSlow(name: string, time: number): boolean {
    return time >= this.slow.least && time >= this.slow.of(name.slice(name.indexOf('.') + 1));
  }
}
