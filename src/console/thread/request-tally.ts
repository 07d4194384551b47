import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { spelled } from '../../tracing/span-style.js';
import { UNKNOWN_OPERATION, type RequestCount } from '../store/red/red-cell.js';

/** Begins the names of requests whose operation is known. */
const OPERATION = 'S3.';

/** That wait; more are lost. */
const MAX_REQUESTS = 100_000;
const DELAY_MS = 500;
const FIRST_NUMBERS = 3 * 1024;

const NO_PHASES: readonly number[] = [];

const NOTHING = { name: '', status: 0, errorType: '', index: -1 };

/** What requests have in common that ended alike. */
type Outcome = Pick<RequestCount, 'name' | 'operation' | 'status' | 'errorType'>;

/** Requests that the console counts, but does not have. */
export interface RequestList {
  readonly outcomes: readonly Outcome[];
  /** Three for each: index of its outcome, start and end in milliseconds since 1970. */
  readonly numbers: Float64Array;
}

/** Hands requests over that are only counted, as a few numbers each: one list at a time, the next when the last was taken. */
export class RequestTally {
  private outcomes: Outcome[] = [];
  private readonly indexes = new Map<string, number>();
  /** Most requests end as the one before. */
  private last = NOTHING;
  private numbers = new Float64Array(FIRST_NUMBERS);
  private used = 0;
  private isUnderWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (list: RequestList) => void) {}

  /** What was recorded, if it is a request, and over. */
  addRoot({ span, status = 0 }: LocalRoot): void {
    if (span.kind !== SpanKind.SERVER || span.endTime === undefined) return;
    const isError = span.statusCode === SpanStatusCode.ERROR;
    const errorType = isError ? span.attribute('error.type') : undefined;
    const outcome = this.indexOf(span.name, status, typeof errorType === 'string' ? errorType : '');
    this.add(outcome, span.startTime, span.endTime);
  }

  addUnrecorded({ name, httpStatus, errorType = '', startTime, endTime }: UnrecordedRequest): void {
    this.add(this.indexOf(name, httpStatus, errorType), startTime, endTime);
  }

  /** The other side has taken the last list, or is another one now. */
  taken(): void {
    this.isUnderWay = false;
    if (this.used > 0) this.wait();
  }

  private add(outcome: number, start: number, end: number): void {
    if (this.used >= MAX_REQUESTS * 3) return;
    if (this.used === this.numbers.length) {
      const larger = new Float64Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.used++] = outcome;
    this.numbers[this.used++] = start;
    this.numbers[this.used++] = end;
    if (!this.isUnderWay) this.wait();
  }

  private indexOf(name: string, status: number, errorType: string): number {
    const { last } = this;
    if (last.name === name && last.status === status && last.errorType === errorType) return last.index;
    const index = this.lookUp(name, status, errorType);
    this.last = { name, status, errorType, index };
    return index;
  }

  private lookUp(name: string, status: number, errorType: string): number {
    const key = `${name} ${status} ${errorType}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    const operation = name.startsWith(OPERATION) ? name.slice(OPERATION.length) : UNKNOWN_OPERATION;
    this.indexes.set(key, this.outcomes.length);
    return this.outcomes.push({ name: spelled(name), operation, status, errorType }) - 1;
  }

  private wait(): void {
    this.timer ??= setTimeout(this.flush, DELAY_MS).unref();
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    this.isUnderWay = true;
    const { outcomes, numbers, used } = this;
    this.outcomes = [];
    this.indexes.clear();
    this.last = NOTHING;
    this.used = 0;
    this.send({ outcomes, numbers: numbers.slice(0, used) });
  };
}

/** What a list says, one by one: of the time of these requests nothing more is known. */
export function eachRequest({ outcomes, numbers }: RequestList, take: (request: RequestCount) => void): void {
  for (let index = 0; index < numbers.length; index += 3) {
    const { name, operation, status, errorType } = outcomes[numbers[index]!]!;
    const [start, end] = [numbers[index + 1]!, numbers[index + 2]!];
    take({ traceId: '', name, operation, start, end, status, errorType, isSlow: false, phases: NO_PHASES });
  }
}
