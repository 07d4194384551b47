import { S3Error } from '../../errors/s3.error.js';
import { CAST_TYPES } from '../value/cast.js';
import type { AggregateName, Expression } from './ast.js';
import { isName } from './path.parser.js';
import { tokenText } from './token-text.js';
import type { Tokens } from './tokens.js';

/** Whatever reads expressions within a call. */
export interface ExpressionReader {
  read(): Expression;
}

const AGGREGATES: readonly string[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'];
const DATE_PARTS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];
const EXTRACTED = [...DATE_PARTS, 'TIMEZONE_HOUR', 'TIMEZONE_MINUTE'];

/** Functions of plain arguments, with how many they take at least and at most. Source: S3 User Guide, "SQL functions". */
const FUNCTIONS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['CHAR_LENGTH', [1, 1]],
  ['CHARACTER_LENGTH', [1, 1]],
  ['COALESCE', [1, Number.POSITIVE_INFINITY]],
  ['LOWER', [1, 1]],
  ['NULLIF', [2, 2]],
  ['TO_STRING', [2, 2]],
  ['TO_TIMESTAMP', [1, 1]],
  ['UPPER', [1, 1]],
  ['UTCNOW', [0, 0]],
]);

/** A call or CASE that begins at the current word; `undefined` when it is a name. @throws S3Error Parse…, UnsupportedFunction */
export function readCall(tokens: Tokens, expressions: ExpressionReader): Expression | undefined {
  const { word } = tokens.current;
  const open = tokens.peek(1);
  const isCall = open.kind === 'symbol' && open.text === '(';
  if (word === 'CASE') return readCase(tokens, expressions);
  if (!isCall) {
    if (word === 'CAST') throw tokens.fail('ParseExpectedLeftParenAfterCast');
    return undefined;
  }
  if (AGGREGATES.includes(word)) return readAggregate(tokens, expressions);
  const special = SPECIAL[word];
  const arity = FUNCTIONS.get(word);
  if (!special && !arity)
    throw tokens.fail(isName(tokens.current) ? 'UnsupportedFunction' : 'ParseUnExpectedKeyword');
  tokens.take();
  tokens.take();
  const call = special
    ? special(tokens, expressions)
    : { kind: 'call' as const, name: word, arguments: readArguments(tokens, expressions, arity) };
  tokens.expectSymbol(')', 'ParseExpectedRightParenBuiltinFunctionCall');
  return call;
}

function readArguments(
  tokens: Tokens,
  expressions: ExpressionReader,
  [least, most]: readonly [number, number] = [0, 0],
): Expression[] {
  const list: Expression[] = [];
  if (!tokens.isSymbol(')')) {
    do list.push(expressions.read());
    while (tokens.acceptSymbol(','));
  }
  if (list.length < least || list.length > most) throw tokens.fail('EvaluatorInvalidArguments');
  return list;
}

function noType({ current, place }: Tokens): S3Error {
  const message = `Expected type name, found ${tokenText(current)} at ${place}.`;
  return new S3Error('ParseExpectedTypeName', {}, { message });
}

const literal = (value: string): Expression => ({ kind: 'literal', value });

type SpecialForm = (tokens: Tokens, expressions: ExpressionReader) => Expression;

/** Functions with words among their arguments; the part of a date and the side of a trim become a first argument. */
const SPECIAL: Readonly<Record<string, SpecialForm | undefined>> = {
  CAST(tokens, expressions) {
    const operand = expressions.read();
    if (tokens.isSymbol(',')) throw tokens.fail('ParseCastArity');
    tokens.expectWord('AS');
    const type = CAST_TYPES.get(tokens.current.word);
    if (!type) throw noType(tokens);
    tokens.take();
    skipTypeParameters(tokens);
    return { kind: 'cast', operand, type };
  },
  DATE_ADD: (tokens, expressions) => dateCall('DATE_ADD', tokens, expressions),
  DATE_DIFF: (tokens, expressions) => dateCall('DATE_DIFF', tokens, expressions),
  EXTRACT(tokens, expressions) {
    const part = readPart(tokens, EXTRACTED);
    tokens.expectWord('FROM');
    return { kind: 'call', name: 'EXTRACT', arguments: [part, expressions.read()] };
  },
  SUBSTRING(tokens, expressions) {
    const text = expressions.read();
    const separators = tokens.acceptWord('FROM') ? 'words' : 'commas';
    if (separators === 'commas') tokens.expectSymbol(',', 'ParseExpectedArgumentDelimiter');
    const list = [text, expressions.read()];
    if (separators === 'words' ? tokens.acceptWord('FOR') : tokens.acceptSymbol(','))
      list.push(expressions.read());
    return { kind: 'call', name: 'SUBSTRING', arguments: list };
  },
  TRIM(tokens, expressions) {
    const isSided = tokens.isWord('LEADING', 'TRAILING', 'BOTH');
    const side = literal(isSided ? tokens.take().word : 'BOTH');
    const first = tokens.acceptWord('FROM') ? undefined : expressions.read();
    if (first && !tokens.acceptWord('FROM'))
      return { kind: 'call', name: 'TRIM', arguments: [side, literal(' '), first] };
    return { kind: 'call', name: 'TRIM', arguments: [side, first ?? literal(' '), expressions.read()] };
  },
};

function dateCall(name: string, tokens: Tokens, expressions: ExpressionReader): Expression {
  const list = [readPart(tokens, DATE_PARTS)];
  for (let count = 0; count < 2; count += 1) {
    tokens.expectSymbol(',', 'ParseExpectedArgumentDelimiter');
    list.push(expressions.read());
  }
  return { kind: 'call', name, arguments: list };
}

function readPart(tokens: Tokens, parts: readonly string[]): Expression {
  const { word } = tokens.current;
  if (!parts.includes(word)) throw tokens.fail('ParseExpectedDatePart');
  tokens.take();
  return literal(word.toLowerCase());
}

/** `(10)`, `(10, 2)` behind a type say nothing here: numbers keep the digits that they have. */
function skipTypeParameters(tokens: Tokens): void {
  if (!tokens.acceptSymbol('(')) return;
  do {
    if (tokens.current.kind !== 'number') throw tokens.fail('ParseExpectedNumber');
    tokens.take();
  } while (tokens.acceptSymbol(','));
  tokens.expectSymbol(')');
}

function readAggregate(tokens: Tokens, expressions: ExpressionReader): Expression {
  const name = tokens.take().word as AggregateName;
  tokens.take();
  if (tokens.isSymbol('*')) {
    if (name !== 'COUNT') throw tokens.fail('ParseUnsupportedCallWithStar');
    tokens.take();
    tokens.expectSymbol(')', 'ParseExpectedRightParenBuiltinFunctionCall');
    return { kind: 'aggregate', name };
  }
  if (tokens.isSymbol(')')) throw tokens.fail('ParseNonUnaryAgregateFunctionCall');
  if (tokens.isWord('DISTINCT')) throw tokens.fail('UnsupportedSqlStructure');
  const argument = expressions.read();
  if (tokens.isSymbol(',')) throw tokens.fail('ParseNonUnaryAgregateFunctionCall');
  tokens.expectSymbol(')', 'ParseExpectedRightParenBuiltinFunctionCall');
  return { kind: 'aggregate', name, argument };
}

/** `CASE x WHEN 1 THEN 'a' ELSE 'b' END`, `CASE WHEN x = 1 THEN 'a' END`. */
function readCase(tokens: Tokens, expressions: ExpressionReader): Expression {
  tokens.take();
  const operand = tokens.isWord('WHEN') ? undefined : expressions.read();
  const branches: { when: Expression; result: Expression }[] = [];
  while (tokens.acceptWord('WHEN')) {
    const when = expressions.read();
    tokens.expectWord('THEN');
    branches.push({ when, result: expressions.read() });
  }
  if (branches.length === 0) throw tokens.fail('ParseExpectedWhenClause');
  const otherwise = tokens.acceptWord('ELSE') ? expressions.read() : undefined;
  tokens.expectWord('END');
  return { kind: 'case', operand, branches, otherwise };
}
