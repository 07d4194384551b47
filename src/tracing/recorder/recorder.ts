import {
  context,
  isSpanContextValid,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { milliseconds } from '../span-clock.js';
import { DECISIONS } from '../sampling/decision.js';
import type { SamplingTally } from '../sampling/sampling-tally.js';
import type { TailSampler } from '../sampling/tail-sampler.js';
import { LocalRoot, type RootKeeper } from './local-root.js';
import { GATEWAY_SCOPE, RecordedSpan } from './recorded-span.js';
import { newTraceId } from './random-ids.js';
import type { Gate, TraceConsumer } from './trace-consumer.js';
import {
  DEFAULT_RECORDER_LIMITS,
  DEFAULT_SPAN_LIMITS,
  type RecorderLimits,
  type SpanLimits,
} from './trace-limits.js';
import { UnrecordedSpan } from './unrecorded-span.js';

const SWEEP_INTERVAL_MS = 1000;
/** Share of the bytes from which on no traces are admitted: the rest is for those under way. */
const ADMITTED = 0.75;
/** Share of the bounds below which traces are admitted again after there were too many. */
const RELIEF = 0.75;

export interface RecorderOptions {
  readonly sampler: TailSampler;
  readonly tally: SamplingTally;
  readonly consumers: readonly TraceConsumer[];
  readonly spanLimits?: SpanLimits;
  readonly limits?: Partial<RecorderLimits>;
}

/**
 * The tracer of the gateway: notes the spans of every request until the request is over, and then decides whether they
 * are kept. What is under way is bounded in number and bytes; above that new traces are not recorded, since throwing away
 * the oldest would lose the slow ones.
 */
export class Recorder implements Pick<Tracer, 'startSpan'>, RootKeeper {
  readonly spanLimits: SpanLimits;
  private readonly limits: RecorderLimits;
  /** In the order in which they began to be recorded. */
  private readonly live = new Set<LocalRoot>();
  /** Roots that ended before their children, and when. */
  private readonly lingering = new Map<LocalRoot, number>();
  /** Roots that were decided on, and have open spans all the same. */
  private late = 0;
  /** Of consumers that take only some. */
  private readonly gates: readonly Gate[];
  /** They admit no request that came in before: milliseconds of `performance.now()`. */
  private shutUntil = -Infinity;
  /** Latest moment for which they were asked: milliseconds of `performance.now()`. */
  private askedAt = 0;
  private bytes = 0;
  private isFull = false;
  private readonly sweeper: NodeJS.Timeout;
  /** Kept beside what it follows from, since every step of every request asks. */
  private hasOpenSpans = false;

  constructor(private readonly options: RecorderOptions) {
    this.gates = options.consumers.flatMap(({ gate }) => gate ?? []);
    this.spanLimits = options.spanLimits ?? DEFAULT_SPAN_LIMITS;
    this.limits = { ...DEFAULT_RECORDER_LIMITS, ...options.limits };
    this.sweeper = setInterval(() => this.sweep(performance.now()), SWEEP_INTERVAL_MS).unref();
  }

  get rootBytes(): number {
    return this.bytes < this.limits.bytes ? this.limits.rootBytes : 0;
  }

  get rootSpans(): number {
    return this.limits.rootSpans;
  }

  /** Local roots under way, and the bytes that they are taken to need. */
  get load(): { readonly roots: number; readonly bytes: number; readonly isFull: boolean } {
    return { roots: this.live.size, bytes: this.bytes, isFull: this.becomesFull() };
  }

  /** Whether any span is open that can have others below it: else nobody need find out which one is the active one. */
  get isRecording(): boolean {
    return this.hasOpenSpans;
  }

  /** @param scope name of the instrumentation that makes the span */
  startSpan(
    name: string,
    options: SpanOptions = {},
    within: Context = context.active(),
    scope = GATEWAY_SCOPE,
  ): Span {
    const parent = options.root ? undefined : trace.getSpan(within);
    const startTime = milliseconds(options.startTime);
    const span =
      parent instanceof RecordedSpan
        ? (parent.child(name, startTime, options.kind) ?? trace.wrapSpanContext(parent.spanContext()))
        : this.below(parent, name, startTime, options.kind);
    if (!(span instanceof RecordedSpan)) return span;
    span.scope = scope;
    if (options.attributes) span.setAttributes(options.attributes);
    if (options.links) span.addLinks(options.links);
    return span;
  }

  weigh(bytes: number): void {
    this.bytes += bytes;
  }

  rootEnded(root: LocalRoot): void {
    root.span.describe();
    this.lingering.set(root, performance.now());
  }

  allEnded(root: LocalRoot): void {
    this.finish(root);
  }

  endedLate(root: LocalRoot, span: RecordedSpan): void {
    // A request that was given up for dropped, and ended after all: it may have failed or be slow.
    if (root.decision?.keep === false && span === root.span) {
      root.decision = this.options.sampler.decide(root);
    }
    if (root.decision?.keep !== true) this.options.tally.dropLate();
    for (const consumer of this.options.consumers) consumer.takeLate?.(root, span);
    span.source = undefined;
    if (!root.isLate || root.open > 0) return;
    root.isLate = false;
    this.late -= 1;
    this.noteOpenSpans();
  }

  /** Decides on all that is under way, and forgets it. */
  close(): void {
    clearInterval(this.sweeper);
    for (const root of this.live) this.finish(root);
  }

  private below(parent: Span | undefined, name: string, startTime: number, kind?: SpanKind): Span {
    const caller = parent?.spanContext();
    if (!parent || !caller || !isSpanContextValid(caller)) return this.root(name, startTime, kind);
    // Below a span of this process that is not recorded nothing is.
    return caller.isRemote ? this.root(name, startTime, kind, caller) : parent;
  }

  /**
   * Begins a local root. One that nobody looks at drops everything, and has ids all the same.
   * @param startTime milliseconds since 1970
   * @param remote the caller's span, if it is the parent
   */
  root(
    name: string,
    startTime: number,
    kind = SpanKind.INTERNAL,
    remote?: SpanContext,
  ): RecordedSpan | UnrecordedSpan {
    const traceId = remote?.traceId ?? newTraceId();
    return (
      this.open(kind, traceId, remote)?.begin(name, startTime, kind) ??
      new UnrecordedSpan(traceId, this.flagsOf(traceId, remote), remote?.traceState)
    );
  }

  /**
   * A local root, which has no span until the caller begins it, at once; `undefined`, and counted, where nobody looks at it.
   * @param now when the request came in, or the work began: milliseconds of `performance.now()`
   */
  open(
    kind: SpanKind,
    traceId: string,
    remote: SpanContext | undefined,
    now = performance.now(),
  ): LocalRoot | undefined {
    const { sampler, tally } = this.options;
    const isAdmitted = this.isAdmitted(kind, now);
    if (!isAdmitted && sampler.choosesNone) {
      tally.count(DECISIONS.dropBudget, 0);
      return undefined;
    }
    const isWanted = this.isWanted(traceId, remote);
    const mayBeKept = isAdmitted || sampler.mayKeep(isWanted, remote !== undefined);
    const isFull = mayBeKept && this.becomesFull();
    if (isFull || !mayBeKept) {
      const dropped = remote ? DECISIONS.dropParent : DECISIONS.drop;
      tally.count(isFull ? DECISIONS.dropOverload : dropped, 0);
      return undefined;
    }
    const root = new LocalRoot(this, traceId, flagsOf(isWanted), remote);
    root.isAdmitted = isAdmitted;
    this.live.add(root);
    this.hasOpenSpans = true;
    return root;
  }

  /** What a local root tells those that it calls. */
  flagsOf(traceId: string, remote?: SpanContext): TraceFlags {
    return flagsOf(this.isWanted(traceId, remote));
  }

  /** Whether the ratio, or the caller, wants the trace. */
  private isWanted(traceId: string, remote: SpanContext | undefined): boolean {
    return remote ? (remote.traceFlags & TraceFlags.SAMPLED) !== 0 : this.options.sampler.isWanted(traceId);
  }

  /** Every consumer that takes only some is asked: each counts for itself. */
  private isAdmitted(kind: SpanKind, now: number): boolean {
    // Of very many requests, most come before the next one is admitted.
    if (now < this.shutUntil && kind === SpanKind.SERVER) return false;
    // A request may have waited until its caller was known: for the gates time never goes back.
    if (now > this.askedAt) this.askedAt = now;
    let isAdmitted = false;
    this.shutUntil = Infinity;
    for (const gate of this.gates) {
      if (gate.admits(this.askedAt, kind)) isAdmitted = true;
      this.shutUntil = Math.min(this.shutUntil, gate.shutUntil);
    }
    return isAdmitted;
  }

  private becomesFull(): boolean {
    const { limits, live, bytes } = this;
    const share = this.isFull ? RELIEF : 1;
    this.isFull = live.size >= limits.roots * share || bytes >= limits.bytes * ADMITTED * share;
    return this.isFull;
  }

  private finish(root: LocalRoot, hasTimedOut = false): void {
    this.live.delete(root);
    if (this.lingering.size > 0) this.lingering.delete(root);
    const decision = this.options.sampler.decide(root);
    root.decision = hasTimedOut && !decision.keep ? DECISIONS.dropTimeout : decision;
    this.bytes -= root.bytes;
    this.options.tally.count(root.decision, root.spans.length);
    for (const consumer of this.options.consumers) consumer.take(root);
    root.isLate = root.open > 0;
    if (root.isLate) this.late += 1;
    this.noteOpenSpans();
    root.release();
  }

  private noteOpenSpans(): void {
    this.hasOpenSpans = this.live.size > 0 || this.late > 0;
  }

  /** Decides on what has waited long enough. Runs by itself each second. @param now of `performance.now()` */
  sweep(now: number): void {
    for (const [root, endedAt] of this.lingering) {
      if (now - endedAt < this.limits.grace) break;
      this.finish(root);
    }
    for (const root of this.live) {
      if (root.ageAt(now) < this.limits.maxAge) break;
      this.finish(root, true);
    }
  }
}

function flagsOf(isWanted: boolean): TraceFlags {
  return isWanted ? TraceFlags.SAMPLED : TraceFlags.NONE;
}
