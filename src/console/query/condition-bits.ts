import type { AttributeValue } from '../model/trace-detail.js';
import type { Condition, Intrinsic } from './expression.js';
import { ValueTest } from './value-test.js';

const YES = 2;
const NO = 1;

/** A condition of a query, with the bit that stands for it. */
export class ConditionBit {
  readonly test: ValueTest;
  /** By the numbers of words: not known, no, yes. */
  private answers = new Uint8Array(256);

  constructor(
    readonly condition: Condition,
    readonly bit: number,
  ) {
    this.test = new ValueTest(condition);
  }

  /** The bit, or 0. @param id of the word, which never means another one */
  word(id: number, words: readonly string[]): number {
    if (id >= this.answers.length) {
      const more = new Uint8Array(Math.max(words.length, this.answers.length * 2));
      more.set(this.answers);
      this.answers = more;
    }
    this.answers[id] ||= this.test.text(words[id]!) ? YES : NO;
    return this.answers[id] === YES ? this.bit : 0;
  }

  of(value: AttributeValue): number {
    return this.test.any(value) ? this.bit : 0;
  }
}

/** The conditions of a query, by what they look at. */
export class ConditionBits {
  readonly all: ConditionBit[] = [];
  readonly intrinsics = new Map<Intrinsic, ConditionBit[]>();
  /** By name. */
  readonly span = new Map<string, ConditionBit[]>();
  readonly resource = new Map<string, ConditionBit[]>();
  readonly event = new Map<string, ConditionBit[]>();
  readonly link = new Map<string, ConditionBit[]>();

  /** @returns the bit that stands for it */
  add(condition: Condition): number {
    const bit = new ConditionBit(condition, 1 << this.all.length);
    this.all.push(bit);
    const { field } = condition;
    if (field.kind === 'intrinsic') append(this.intrinsics, field.name, bit);
    else if (field.scope === 'any') {
      append(this.span, field.name, bit);
      append(this.resource, field.name, bit);
    } else append(this[field.scope], field.name, bit);
    return bit.bit;
  }

  /** Bits of an intrinsic with this value. */
  intrinsic(name: Intrinsic, value: AttributeValue): number {
    let bits = 0;
    for (const condition of this.intrinsics.get(name) ?? []) bits |= condition.of(value);
    return bits;
  }
}

function append<K>(map: Map<K, ConditionBit[]>, key: K, bit: ConditionBit): void {
  const known = map.get(key);
  if (known) known.push(bit);
  else map.set(key, [bit]);
}
