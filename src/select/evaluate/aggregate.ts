import { S3Error } from '../../errors/s3.error.js';
import type { AggregateName } from '../sql/ast.js';
import { Timestamp } from '../value/timestamp.js';
import { compareValues, isAbsent, isNumeric, toDecimal, toNumeric, type Value } from '../value/value.js';
import { calculate } from './arithmetic.js';

/** Collects the values of all records; NULL and MISSING do not count. */
export class Accumulator {
  private count = 0n;
  private collected: Value = null;

  constructor(private readonly name: AggregateName) {}

  /** @throws S3Error CastFailed for what has no place in a sum or an order, IntegerOverflow */
  add(value: Value): void {
    if (isAbsent(value)) return;
    this.count += 1n;
    if (this.name === 'COUNT') return;
    const item = this.itemOf(value);
    if (this.collected === null) this.collected = item;
    else if (this.name === 'SUM' || this.name === 'AVG')
      this.collected = calculate('+', this.collected, item);
    else this.collected = this.better(this.collected, item);
  }

  /** NULL where there was nothing to sum or compare. */
  result(): Value {
    if (this.name === 'COUNT') return this.count;
    if (this.name !== 'AVG' || !isNumeric(this.collected)) return this.collected;
    const sum = typeof this.collected === 'number' ? this.collected : toDecimal(this.collected);
    return calculate('/', sum, this.count);
  }

  /** Texts are taken for numbers: the columns of CSV are all texts. */
  private itemOf(value: Value): Value {
    const number = toNumeric(value);
    if (number !== undefined) return number;
    if (value instanceof Timestamp && (this.name === 'MIN' || this.name === 'MAX')) return value;
    throw new S3Error('ExternalEvalException');
  }

  private better(best: Value, item: Value): Value {
    const order = compareValues(item, best);
    if (order === undefined) throw new S3Error('ExternalEvalException');
    return (this.name === 'MIN' ? order < 0 : order > 0) ? item : best;
  }
}
