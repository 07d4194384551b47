import type { Piece } from '../store/compact/page-arena.js';
import type { SpanPlace } from '../store/compact/piece-reader.js';
import type { TraceRow } from '../store/trace-row.js';
import type { TraceTable } from '../store/trace-table.js';
import { ConditionBits } from './condition-bits.js';
import type { SpanExpression, TraceExpression } from './expression.js';
import { PieceScanner } from './piece-scanner.js';
import { spansBelow } from './span-structure.js';

/** Spans that are looked at before the clock. */
const SPANS_PER_LOOK = 8;

type BitTest = (bits: number) => boolean;

/** A set of spans, with the bit that stands for it. */
interface Spanset {
  readonly test: BitTest;
  readonly bit: number;
}

/** Says whether traces of a table fit a query. */
export class TraceMatcher {
  /** Spans that were looked at. */
  spansRead = 0;
  /** The moment, of `performance.now()`, from which on nothing matches any more: one trace alone may take long. */
  until = Infinity;
  isLate = false;
  private readonly conditions = new ConditionBits();
  private readonly spansets: Spanset[] = [];
  private readonly test: BitTest;
  private readonly scanner: PieceScanner;
  private readonly hasStructure: boolean;
  private readonly isAlways: boolean;
  private readonly bitOf = new Map<TraceExpression, number>();

  constructor(
    private readonly expression: TraceExpression,
    private readonly table: TraceTable,
  ) {
    this.test = this.traceTest(expression);
    this.scanner = new PieceScanner(this.conditions, table);
    this.hasStructure = hasStructure(expression);
    this.isAlways = expression.kind === 'spans' && expression.spans.kind === 'always';
  }

  /** @param pieces of the row that count: all, or one, which is what came of it at once, such as a request */
  matches(row: TraceRow, pieces: readonly Piece[] = row.pieces): boolean {
    if (this.isAlways) return true;
    const traceBits = this.bitsOf(row);
    let found = 0;
    // Which sets each span belongs to, in the order of the pieces.
    const sets: number[] = [];
    const each = (bits: number): boolean => {
      this.spansRead += 1;
      if (this.spansRead % SPANS_PER_LOOK === 0 && performance.now() > this.until) this.isLate = true;
      if (this.isLate) return true;
      let own = 0;
      for (const { test, bit } of this.spansets) if (test(bits)) own |= bit;
      found |= own;
      if (!this.hasStructure) return this.test(found);
      sets.push(own);
      return false;
    };
    for (const { page, start } of pieces) {
      if (this.scanner.scan(page.bytes, start, traceBits, each)) return !this.isLate;
    }
    if (!this.test(found)) return false;
    return !this.hasStructure || this.select(this.expression, this.table.placesOf({ pieces }), sets).size > 0;
  }

  private bitsOf(row: TraceRow): number {
    const { conditions } = this;
    return (
      conditions.intrinsic('traceDuration', row.duration) |
      conditions.intrinsic('rootName', row.rootName) |
      conditions.intrinsic('rootServiceName', row.rootService)
    );
  }

  /** What holds of the sets that some span belongs to; of a structure only that both sides are there. */
  private traceTest(expression: TraceExpression): BitTest {
    if (expression.kind === 'spans') {
      const bit = 1 << this.spansets.length;
      this.spansets.push({ test: this.spanTest(expression.spans), bit });
      this.bitOf.set(expression, bit);
      return (found) => (found & bit) !== 0;
    }
    const left = this.traceTest(expression.left);
    const right = this.traceTest(expression.right);
    return expression.kind === 'or'
      ? (found) => left(found) || right(found)
      : (found) => left(found) && right(found);
  }

  private spanTest(expression: SpanExpression): BitTest {
    if (expression.kind === 'always') return () => true;
    if (expression.kind === 'condition') {
      const bit = this.conditions.add(expression.condition);
      return (bits) => (bits & bit) !== 0;
    }
    const left = this.spanTest(expression.left);
    const right = this.spanTest(expression.right);
    return expression.kind === 'or'
      ? (bits) => left(bits) || right(bits)
      : (bits) => left(bits) && right(bits);
  }

  /** The spans that an expression finds, by their indexes. */
  private select(
    expression: TraceExpression,
    spans: readonly SpanPlace[],
    sets: readonly number[],
  ): ReadonlySet<number> {
    if (expression.kind === 'spans') {
      const bit = this.bitOf.get(expression)!;
      return new Set([...sets.keys()].filter((index) => (sets[index]! & bit) !== 0));
    }
    const left = this.select(expression.left, spans, sets);
    const right = this.select(expression.right, spans, sets);
    const isEmpty = left.size === 0 || right.size === 0;
    if (expression.kind === 'or') return new Set([...left, ...right]);
    if (expression.kind === 'and') return new Set(isEmpty ? [] : [...left, ...right]);
    return spansBelow(spans, { left, right, isDirect: expression.kind === 'child' });
  }
}

function hasStructure(expression: TraceExpression): boolean {
  if (expression.kind === 'spans') return false;
  if (expression.kind === 'child' || expression.kind === 'descendant') return true;
  return hasStructure(expression.left) || hasStructure(expression.right);
}
