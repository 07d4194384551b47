import type { Piece } from './compact/page-arena.js';

/** Why a trace is kept, the higher the longer: it failed by our fault or was slow; it was refused. */
export const Worth = { Ordinary: 0, Refused: 1, Failed: 2 } as const;
export type Worth = (typeof Worth)[keyof typeof Worth];

/** What is at hand of a trace without reading its pieces. */
export class TraceRow {
  readonly pieces: Piece[] = [];
  /** Milliseconds since 1970, of the earliest span, and of the latest end. */
  start = Infinity;
  end = -Infinity;
  spans = 0;
  errors = 0;
  /** Spans that were not stored, because the trace has too many. */
  droppedSpans = 0;
  /** Of the span that the trace is called after. */
  rootName = '';
  rootService = '';
  /** HTTP status of the request, 0 where there is none. */
  status = 0;
  /** What the name was taken from: the higher the better. */
  rootRank = -1;
  rootStart = Infinity;
  worth: Worth = Worth.Ordinary;
  /** It had to make room. */
  isGone = false;
  /** Some span has links. */
  hasLinks = false;
  requestIds: readonly string[] = [];
  /** Bytes of the pieces. */
  bytes = 0;
  /** Neighbours in the queue of its kind. */
  older: TraceRow | undefined;
  newer: TraceRow | undefined;

  /** @param order in which traces came */
  constructor(
    readonly traceId: string,
    readonly order: number,
  ) {}

  /** Milliseconds. */
  get duration(): number {
    return this.end - this.start;
  }
}
