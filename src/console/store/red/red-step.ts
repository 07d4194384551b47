import type { Overview } from '../../model/overview.js';
import { ownText } from '../compact/dictionary.js';
import type { OutcomeCount } from './outcome-count.js';
import { isFault, isRefusal, RedCell, type Outcome, type RequestCount } from './red-cell.js';

export type ErrorCount = Overview['errorTypes'][number];
export type WorstTrace = Overview['worst'][number] & { readonly score: number };

/** Kinds of errors that are counted one by one. */
const MAX_ERROR_TYPES = 64;
const WORST = 5;

/** Faults before slow requests before refusals before all others; among equals the longest first. */
const FAULT = 1e12;
const SLOW = 1e10;
const REFUSAL = 1e8;

/** What was counted in one step of time. */
export class RedStep {
  /** By the operation. */
  readonly cells = new Map<string, RedCell>();
  readonly errorTypes = new Map<string, ErrorCount>();
  /** The worst first. */
  worst: WorstTrace[] = [];

  /** @returns whether there is an operation more */
  add(request: RequestCount): boolean {
    const before = this.cells.size;
    this.cellOf(request.operation).add(request);
    this.countError(request, 1);
    this.rank(request);
    return this.cells.size > before;
  }

  /** As `add`, of requests that nobody can look at. */
  addOutcome(outcome: OutcomeCount): boolean {
    const before = this.cells.size;
    this.cellOf(outcome.operation).addOutcome(outcome);
    this.countError(outcome, outcome.durations.count);
    return this.cells.size > before;
  }

  private cellOf(operation: string): RedCell {
    let cell = this.cells.get(operation);
    if (!cell) this.cells.set(ownText(operation), (cell = new RedCell()));
    return cell;
  }

  private countError({ errorType, status }: Outcome, by: number): void {
    if (errorType === '') return;
    const key = `${status} ${errorType}`;
    const known = this.errorTypes.get(key);
    if (!known && this.errorTypes.size >= MAX_ERROR_TYPES) return;
    const count = {
      errorType: known?.errorType ?? ownText(errorType),
      status,
      count: (known?.count ?? 0) + by,
    };
    this.errorTypes.set(key, count);
  }

  private rank(request: RequestCount): void {
    const duration = request.end - request.start;
    const score = gravity(request) + duration;
    const { worst } = this;
    if (worst.length >= WORST && score <= worst.at(-1)!.score) return;
    const { name, errorType, start } = request;
    const traceId = ownText(request.traceId);
    const error = errorType === '' ? {} : { errorType: ownText(errorType) };
    worst.push({ traceId, name: ownText(name), duration, ...error, start, score });
    this.worst = worst.toSorted((one, other) => other.score - one.score).slice(0, WORST);
  }
}

function gravity(request: RequestCount): number {
  if (isFault(request)) return FAULT;
  if (request.isSlow) return SLOW;
  return isRefusal(request) ? REFUSAL : 0;
}
