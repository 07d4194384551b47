import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { clockOrigin } from '../../tracing/span-clock.js';
import { OpenOutcomeCount, type OutcomeList } from '../store/red/outcome-count.js';
import { UNKNOWN_OPERATION } from '../store/red/red-cell.js';
import { HISTORY_MS, STEP_MS } from '../store/red/step-time.js';

/** Begins the names of requests whose operation is known. */
const OPERATION = 'S3.';
/** Source: OpenTelemetry, `error.type`. */
const OTHER_ERROR = '_OTHER';

const DELAY_MS = 1_000;
/** Older ones go first. */
const MAX_LISTS = HISTORY_MS / STEP_MS;
/** Of one list; others are counted as one, by their status. */
const MAX_OUTCOMES = 1_000;

/** What ended in one step, or since the last list was sent. */
interface OpenList {
  /** Milliseconds of `performance.now()`. */
  readonly begun: number;
  /** The same moment: milliseconds since 1970. */
  readonly end: number;
  readonly outcomes: Map<string, OpenOutcomeCount>;
}

/**
 * Counts requests that the console does not have by how they ended, step by step, and hands the counts over: what there is
 * once a second and at the end of a step, the next when the last was taken.
 */
export class RequestTally {
  /** The oldest first. */
  private lists: OpenList[] = [];
  /** Of the newest list: whole milliseconds of `performance.now()`, which are quickly compared; 0 where none is open. */
  private stepEnd = 0;
  /** Most requests end as the one before. */
  private last: OpenOutcomeCount | undefined;
  private lastName = '';
  private isUnderWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (lists: readonly OutcomeList[]) => void) {}

  /** What was recorded, if it is a request, and over. */
  addRoot({ span, status = 0 }: LocalRoot): void {
    const { name, kind, startTime, endTime } = span;
    if (kind !== SpanKind.SERVER || endTime === undefined) return;
    const errorType = span.statusCode === SpanStatusCode.ERROR ? span.attribute('error.type') : undefined;
    this.turnTo(performance.now());
    this.outcomeOf(name, status, typeof errorType === 'string' ? errorType : '').add(endTime - startTime);
  }

  addUnrecorded({ spanName, status, errorType = '', endedAt, duration }: UnrecordedRequest): void {
    this.turnTo(endedAt);
    this.outcomeOf(spanName, status, errorType).add(duration);
  }

  /** The other side has taken what was sent last, or is another one now. */
  taken(): void {
    this.isUnderWay = false;
    if (this.lists.length > 0) this.wait();
  }

  /** Begins a list where the last one was sent, or its step is over. */
  private turnTo(endedAt: number): void {
    if (endedAt < this.stepEnd) return;
    const begun = performance.now();
    const end = clockOrigin() + begun;
    this.lists.push({ begun, end, outcomes: new Map() });
    if (this.lists.length > MAX_LISTS) this.lists.shift();
    this.stepEnd = Math.ceil(begun + STEP_MS - (end % STEP_MS));
    this.last = undefined;
    if (!this.isUnderWay) this.wait();
  }

  private outcomeOf(name: string, status: number, errorType: string): OpenOutcomeCount {
    const { last } = this;
    if (last && this.lastName === name && last.status === status && last.errorType === errorType) return last;
    this.lastName = name;
    return (this.last = this.lookUp(name, status, errorType));
  }

  private lookUp(name: string, status: number, errorType: string): OpenOutcomeCount {
    const { outcomes } = this.lists.at(-1)!;
    const key = `${name} ${status} ${errorType}`;
    let outcome = outcomes.get(key);
    if (outcome) return outcome;
    if (outcomes.size >= MAX_OUTCOMES && errorType !== OTHER_ERROR)
      return this.lookUp('', status, OTHER_ERROR);
    const operation = name.startsWith(OPERATION) ? name.slice(OPERATION.length) : UNKNOWN_OPERATION;
    outcome = new OpenOutcomeCount(operation, status, errorType);
    outcomes.set(key, outcome);
    return outcome;
  }

  private wait(): void {
    const due = Math.min(this.lists[0]!.begun + DELAY_MS, this.stepEnd);
    this.timer ??= setTimeout(this.flush, Math.max(0, due - performance.now())).unref();
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    this.isUnderWay = true;
    const lists = this.lists.map(({ end, outcomes }) => ({
      end,
      outcomes: Array.from(outcomes.values(), ({ counted }) => counted),
    }));
    this.lists = [];
    this.stepEnd = 0;
    this.send(lists);
  };
}
