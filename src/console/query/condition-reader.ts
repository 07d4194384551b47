import type { Token } from './query-lexer.js';
import {
  INTRINSICS,
  OPERATORS,
  SCOPED_INTRINSICS,
  SCOPES,
  type Condition,
  type Field,
  type Intrinsic,
  type Scope,
} from './expression.js';
import { QueryError } from './query.error.js';

const STATUSES = ['error', 'ok', 'unset'];
const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];
/** Milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATIONS: readonly Field['name'][] = ['duration', 'traceDuration'];
const ENUMERATIONS: Readonly<Partial<Record<string, readonly string[]>>> = { status: STATUSES, kind: KINDS };

/** @throws QueryError for a regular expression that cannot be used @param position of it in the query */
export type PatternCheck = (pattern: string, position: number) => unknown;

/** A condition of its three words. @throws QueryError */
export function conditionOf(
  [name, sign, literal]: readonly [Token, Token, Token],
  checkPattern?: PatternCheck,
): Condition {
  const field = fieldOf(name);
  const operator = OPERATORS.find((known) => known === sign.text);
  if (sign.kind !== 'symbol' || !operator)
    throw new QueryError('expected =, !=, <, <=, >, >=, =~ or !~', sign.position);
  const value = field.kind === 'intrinsic' ? intrinsicValue(field.name, literal) : attributeValue(literal);
  const isWord = field.kind === 'intrinsic' && ENUMERATIONS[field.name];
  if (isWord && operator !== '=' && operator !== '!=')
    throw new QueryError(`${field.name} can only be compared by = and !=`, sign.position);
  if (value === null) {
    if (operator !== '!=') throw new QueryError('nil can only be compared by !=', sign.position);
  } else if (operator === '=~' || operator === '!~') {
    if (typeof value !== 'string') throw new QueryError('a pattern is a text in quotes', literal.position);
    checkPattern?.(value, literal.position);
  } else if (operator !== '=' && operator !== '!=' && typeof value !== 'number') {
    throw new QueryError(`${operator} compares numbers`, sign.position);
  }
  return { field, operator, value };
}

function fieldOf({ kind, text, position }: Token): Field {
  if (kind !== 'word') throw new QueryError('expected the name of an attribute', position);
  const intrinsic = SCOPED_INTRINSICS.get(text) ?? INTRINSICS.find((known) => known === text);
  if (intrinsic) return { kind: 'intrinsic', name: intrinsic };
  const dot = text.indexOf('.');
  const scope = dot === 0 ? 'any' : SCOPES.find((known) => known === text.slice(0, dot));
  const name = text.slice(dot + 1);
  if (dot < 0 || !scope)
    throw new QueryError(
      `"${text}" is neither ${INTRINSICS.join(', ')} nor begins with ${SCOPES.join('., ')}. or a dot`,
      position,
    );
  if (name === '') throw new QueryError('expected the name of an attribute', position + text.length);
  return { kind: 'attribute', scope: scope as Scope, name };
}

function intrinsicValue(name: Intrinsic, literal: Token): string | number {
  const { kind, text, position } = literal;
  const words = ENUMERATIONS[name];
  if (words) {
    if (kind !== 'word' || !words.includes(text))
      throw new QueryError(`expected one of ${words.join(', ')}`, position);
    return text.toUpperCase();
  }
  if (DURATIONS.includes(name)) {
    const milliseconds = durationOf(literal);
    if (milliseconds === undefined)
      throw new QueryError('expected a duration such as 100ms or 1.5s', position);
    return milliseconds;
  }
  if (kind !== 'text') throw new QueryError('expected a text in quotes', position);
  return text;
}

function attributeValue(literal: Token): Condition['value'] {
  const { kind, text, position } = literal;
  if (kind === 'text') return text;
  if (kind === 'number' && !Number.isNaN(Number(text))) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'nil') return null;
  throw new QueryError('expected a text in quotes, a number, true, false or nil', position);
}

function durationOf({ kind, text }: Token): number | undefined {
  const [, digits, unit = ''] = /^([\d.]+)(\D+)$/.exec(text) ?? [];
  const size = UNITS[unit];
  return kind === 'number' && size !== undefined ? Number(digits) * size : undefined;
}
