import type { AttributeValue } from '../model/trace-detail.js';
import type { Condition, Operator } from './expression.js';
import { compiledPattern } from './pattern.js';

type Comparison<T> = (given: T, wanted: T) => boolean;

const EQUALITY: Partial<Record<Operator, Comparison<unknown>>> = {
  '=': (given, wanted) => given === wanted,
  '!=': (given, wanted) => given !== wanted,
};

const ORDER: Partial<Record<Operator, Comparison<number>>> = {
  '<': (given, wanted) => given < wanted,
  '<=': (given, wanted) => given <= wanted,
  '>': (given, wanted) => given > wanted,
  '>=': (given, wanted) => given >= wanted,
};

const NEVER = (): boolean => false;
const ALWAYS = (): boolean => true;

/** Compares values with that of a condition. */
export class ValueTest {
  /** The text that has to be equal, as bytes; `undefined` for other comparisons. */
  readonly needle: Buffer | undefined;
  readonly text: (text: string) => boolean;
  readonly number: (number: number) => boolean;
  readonly flag: (flag: boolean) => boolean;

  constructor({ operator, value }: Pick<Condition, 'operator' | 'value'>) {
    if (value === null) {
      this.text = this.number = this.flag = ALWAYS;
      return;
    }
    const equality = EQUALITY[operator];
    const order = ORDER[operator] ?? equality;
    this.text = typeof value === 'string' ? textTest(operator, value) : NEVER;
    this.number = typeof value === 'number' && order ? (number) => order(number, value) : NEVER;
    this.flag = typeof value === 'boolean' && equality ? (flag) => equality(flag, value) : NEVER;
    if (operator === '=' && typeof value === 'string') this.needle = Buffer.from(value);
  }

  /** Of an array some item has to fit. */
  any(value: AttributeValue): boolean {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.number(value);
    return typeof value === 'boolean' ? this.flag(value) : value.some((item) => this.any(item));
  }
}

function textTest(operator: Operator, value: string): (text: string) => boolean {
  const equality = EQUALITY[operator];
  if (equality) return (text) => equality(text, value);
  if (operator === '^=') return (text) => text.startsWith(value);
  if (operator !== '=~' && operator !== '!~') return NEVER;
  const matches = compiledPattern(value);
  return operator === '=~' ? matches : (text) => !matches(text);
}
