import type { Overview } from '../../model/overview.js';
import { ownText } from '../compact/dictionary.js';
import { isFault, isRefusal, RedCell, type RequestCount } from './red-cell.js';

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
    let cell = this.cells.get(request.operation);
    const isNew = cell === undefined;
    if (!cell) this.cells.set(ownText(request.operation), (cell = new RedCell()));
    cell.add(request);
    if (request.errorType !== '') this.countError(request);
    // Nobody can look at one that was not recorded.
    if (request.traceId !== '') this.rank(request);
    return isNew;
  }

  private countError({ errorType, status }: RequestCount): void {
    const key = `${status} ${errorType}`;
    const known = this.errorTypes.get(key);
    if (!known && this.errorTypes.size >= MAX_ERROR_TYPES) return;
    const count = {
      errorType: known?.errorType ?? ownText(errorType),
      status,
      count: (known?.count ?? 0) + 1,
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
