import { S3Error } from '../../errors/s3.error.js';
import type { NameStep, SelectItem, Statement, Step } from './ast.js';
import { ExpressionParser } from './expression.parser.js';
import { isName, readName, readStep } from './path.parser.js';
import { tokenize, Tokens } from './tokens.js';

/** Bytes. Source: S3 API Reference, SelectObjectContent. */
const MAX_EXPRESSION = 256 * 1024;

const OTHER_COMMANDS = ['INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'MERGE', 'REPLACE', 'WITH'];
const OTHER_CLAUSES = ['GROUP', 'ORDER', 'HAVING', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT'];
const JOINS = ['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL'];

/**
 * Reads a SELECT. Source: S3 User Guide, "SQL reference for Amazon S3 Select".
 * @throws S3Error ExpressionTooLong, Lexer…, Parse…, Unsupported…, MaxOperatorsExceeded
 */
export function parseStatement(sql: string): Statement {
  if (Buffer.byteLength(sql) > MAX_EXPRESSION) throw new S3Error('ExpressionTooLong');
  const tokens = new Tokens(sql, tokenize(sql));
  const expressions = new ExpressionParser(tokens);
  if (tokens.isWord(...OTHER_COMMANDS)) throw tokens.fail('UnsupportedSqlOperation');
  if (!tokens.isWord('SELECT')) throw tokens.unexpected();
  tokens.take();
  if (tokens.isWord('DISTINCT', 'ALL', 'TOP')) throw tokens.fail('UnsupportedSqlStructure');
  const list = readList(tokens, expressions);
  tokens.expectWord('FROM', 'ParseSelectMissingFrom');
  const { source, alias } = readFrom(tokens);
  const where = tokens.acceptWord('WHERE') ? expressions.read() : undefined;
  const limit = tokens.acceptWord('LIMIT') ? readLimit(tokens) : undefined;
  tokens.acceptSymbol(';');
  if (tokens.isWord(...OTHER_CLAUSES)) throw tokens.fail('UnsupportedSqlStructure');
  if (tokens.current.kind !== 'end') throw tokens.unexpected();
  return { items: itemsOf(list, source, alias), source, alias, where, limit };
}

/** An alias before `.*`, as long as FROM was not read. */
interface AllOf {
  readonly owner: NameStep;
}

type List = '*' | AllOf | readonly SelectItem[];

function readList(tokens: Tokens, expressions: ExpressionParser): List {
  if (tokens.isWord('FROM') || tokens.current.kind === 'end') throw tokens.fail('ParseEmptySelect');
  if (tokens.acceptSymbol('*')) {
    if (tokens.isSymbol(',')) throw tokens.fail('ParseAsteriskIsNotAloneInSelectList');
    return '*';
  }
  if (isAllOf(tokens)) {
    const owner = readName(tokens.take());
    tokens.take();
    tokens.take();
    if (tokens.isSymbol(',')) throw tokens.fail('UnsupportedSqlStructure');
    return { owner };
  }
  const items: SelectItem[] = [];
  do {
    if (tokens.isSymbol('*')) throw tokens.fail('ParseAsteriskIsNotAloneInSelectList');
    if (isAllOf(tokens)) throw tokens.fail('UnsupportedSqlStructure');
    const expression = expressions.read();
    items.push({ expression, alias: readAlias(tokens)?.name });
  } while (tokens.acceptSymbol(','));
  return items;
}

function isAllOf(tokens: Tokens): boolean {
  const [dot, star] = [tokens.peek(1), tokens.peek(2)];
  return isName(tokens.current) && dot.kind === 'symbol' && dot.text === '.' && star.text === '*';
}

function readAlias(tokens: Tokens): NameStep | undefined {
  const isAnnounced = tokens.acceptWord('AS');
  if (isName(tokens.current)) return readName(tokens.take());
  if (isAnnounced) throw tokens.fail('ParseExpectedIdentForAlias');
  return undefined;
}

/** `S3Object`, `S3Object s`, `S3Object[*].path[*] AS s`. */
function readFrom(tokens: Tokens): Pick<Statement, 'source' | 'alias'> {
  if (!tokens.isWord('S3OBJECT')) {
    if (isName(tokens.current)) throw noTable(tokens);
    throw tokens.unexpected();
  }
  tokens.take();
  const source: Step[] = [];
  for (let step = readStep(tokens); step; step = readStep(tokens)) source.push(step);
  // Every object is an array of its records: the first [*] says nothing more.
  if (source.length > 0 && source.shift()?.kind !== 'elements') throw tokens.fail('InvalidKeyPath');
  if (tokens.isWord(...JOINS)) throw tokens.fail('ParseMalformedJoin');
  const alias = readAlias(tokens);
  if (tokens.isSymbol(',')) throw tokens.fail('MultipleDataSourcesUnsupported');
  if (tokens.isWord(...JOINS)) throw tokens.fail('ParseMalformedJoin');
  return { source, alias };
}

function noTable({ place }: Tokens): S3Error {
  const message = `Invalid table alias is specified at ${place}. Please check the file and try again.`;
  return new S3Error('InvalidTableAlias', {}, { message });
}

function readLimit(tokens: Tokens): number {
  if (tokens.isSymbol('-') && tokens.peek(1).kind === 'number') throw tokens.fail('EvaluatorNegativeLimit');
  const { kind, text } = tokens.current;
  const limit = Number(text);
  if (kind !== 'number' || !Number.isSafeInteger(limit)) throw tokens.fail('ParseExpectedNumber');
  tokens.take();
  return limit;
}

/** `s.*` is `*` when `s` is what FROM calls its rows. */
function itemsOf(list: List, source: readonly Step[], alias: NameStep | undefined): Statement['items'] {
  if (list === '*' || !('owner' in list)) return list;
  const { owner } = list;
  const last = source.at(-1);
  const table: NameStep =
    alias ?? (last?.kind === 'name' ? last : { kind: 'name', name: 'S3Object', exact: false });
  const isSame =
    owner.exact && table.exact
      ? owner.name === table.name
      : owner.name.toLowerCase() === table.name.toLowerCase();
  if (!isSame) throw new S3Error('EvaluatorBindingDoesNotExist');
  return '*';
}
