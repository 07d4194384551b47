import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { OpenOutcomeCount, type OutcomeCount } from '../store/red/outcome-count.js';
import { UNKNOWN_OPERATION } from '../store/red/red-cell.js';
import { STEP_MS } from '../store/red/red-series.js';

/** Begins the names of requests whose operation is known. */
const OPERATION = 'S3.';

const DELAY_MS = 1_000;

/** Requests that the console counts, but does not have. */
export interface RequestList {
  readonly outcomes: readonly OutcomeCount[];
  /** Of the first of them: milliseconds since 1970. */
  readonly end: number;
}

/**
 * Counts requests that the console does not have by how they ended, and hands the counts over: one list at a time, the
 * next when the last was taken. A list goes before the next step of the series begins, unless the other side is late.
 */
export class RequestTally {
  private readonly outcomes = new Map<string, OpenOutcomeCount>();
  /** Most requests end as the one before. */
  private last: OpenOutcomeCount | undefined;
  private lastName = '';
  /** Of the first that waits. */
  private firstEnd: number | undefined;
  private isUnderWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (list: RequestList) => void) {}

  /** What was recorded, if it is a request, and over. */
  addRoot({ span, status = 0 }: LocalRoot): void {
    if (span.kind !== SpanKind.SERVER || span.endTime === undefined) return;
    const isError = span.statusCode === SpanStatusCode.ERROR;
    const errorType = isError ? span.attribute('error.type') : undefined;
    const outcome = this.outcomeOf(span.name, status, typeof errorType === 'string' ? errorType : '');
    this.add(outcome, span.endTime - span.startTime, span.endTime);
  }

  addUnrecorded({ name, httpStatus, errorType = '', startTime, endTime }: UnrecordedRequest): void {
    this.add(this.outcomeOf(name, httpStatus, errorType), endTime - startTime, endTime);
  }

  /** The other side has taken the last list, or is another one now. */
  taken(): void {
    this.isUnderWay = false;
    if (this.firstEnd !== undefined) this.wait(this.firstEnd);
  }

  private add(outcome: OpenOutcomeCount, duration: number, end: number): void {
    outcome.add(duration);
    if (this.firstEnd !== undefined) return;
    this.firstEnd = end;
    if (!this.isUnderWay) this.wait(end);
  }

  private outcomeOf(name: string, status: number, errorType: string): OpenOutcomeCount {
    const { last } = this;
    if (last && this.lastName === name && last.status === status && last.errorType === errorType) return last;
    this.lastName = name;
    return (this.last = this.lookUp(name, status, errorType));
  }

  private lookUp(name: string, status: number, errorType: string): OpenOutcomeCount {
    const key = `${name} ${status} ${errorType}`;
    let outcome = this.outcomes.get(key);
    if (!outcome) {
      const operation = name.startsWith(OPERATION) ? name.slice(OPERATION.length) : UNKNOWN_OPERATION;
      this.outcomes.set(key, (outcome = new OpenOutcomeCount(operation, status, errorType)));
    }
    return outcome;
  }

  private wait(firstEnd: number): void {
    const left = STEP_MS - (firstEnd % STEP_MS);
    this.timer ??= setTimeout(this.flush, Math.min(DELAY_MS, left)).unref();
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    this.isUnderWay = true;
    const list = { outcomes: [...this.outcomes.values()], end: this.firstEnd ?? 0 };
    this.outcomes.clear();
    this.last = undefined;
    this.firstEnd = undefined;
    this.send(list);
  };
}
