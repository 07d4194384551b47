import { gzipSync } from 'node:zlib';
import type { ErrorCase } from './error-case.js';

const CSV = '<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>';
const LINES = '<JSON><Type>LINES</Type></JSON>';
const GZIP = '<CompressionType>GZIP</CompressionType>';
const PEOPLE = 'name,age\nAnn,30\n';
const MEBIBYTE = 1 << 20;

interface Selecting {
  readonly expression?: string;
  readonly type?: string;
  readonly input?: string;
  readonly output?: string;
  /** Behind the serializations. */
  readonly more?: string;
  readonly data?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly note?: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A selection from an object of its own. */
function select(code: ErrorCase['code'], wish: Selecting): ErrorCase {
  const { expression = 'SELECT * FROM S3Object', type = 'SQL', input = CSV, output = '<CSV/>' } = wish;
  const { more = '', data = PEOPLE, headers, note } = wish;
  const key = `select-${code}`;
  const said = [wish.expression, wish.type, wish.input, wish.output, wish.more].filter(Boolean);
  return {
    code,
    request: `POST /photos/${key}?select&select-type=2`,
    headers,
    body:
      `<SelectObjectContentRequest><Expression>${escaped(expression)}</Expression>` +
      `<ExpressionType>${type}</ExpressionType><InputSerialization>${input}</InputSerialization>` +
      `<OutputSerialization>${output}</OutputSerialization>${more}</SelectObjectContentRequest>`,
    note: note ?? [...said, ...Object.entries(headers ?? {}).map((header) => header.join(': '))].join(' | '),
    before: async (gateway) => {
      await gateway.send('PUT', `/photos/${key}`, { body: data }).expect(200);
      return {};
    },
  };
}

/** What is wrong with a statement, by the statement. */
const STATEMENTS: Readonly<Partial<Record<ErrorCase['code'], string>>> = {
  CastFailed: 'SELECT CAST(name AS INT) FROM S3Object',
  EvaluatorBindingDoesNotExist: 'SELECT t.name FROM S3Object s',
  EvaluatorInvalidArguments: 'SELECT LOWER(name, age) FROM S3Object',
  EvaluatorInvalidTimestampFormatPatternSymbol: "SELECT TO_STRING(`2010T`, 'Q') FROM S3Object",
  EvaluatorLikePatternInvalidEscapeSequence: "SELECT name FROM S3Object WHERE name LIKE 'a!' ESCAPE '!'",
  EvaluatorNegativeLimit: 'SELECT name FROM S3Object LIMIT -1',
  EvaluatorUnterminatedTimestampFormatPatternToken: "SELECT TO_STRING(`2010T`, '''open') FROM S3Object",
  ExternalEvalException: 'SELECT 1 / 0 FROM S3Object',
  IncorrectSqlFunctionArgumentType: 'SELECT LOWER(1) FROM S3Object',
  IntegerOverflow: 'SELECT 9223372036854775807 + 1 FROM S3Object',
  InvalidColumnIndex: 'SELECT _0 FROM S3Object',
  InvalidDataType: 'SELECT name + 1 FROM S3Object',
  InvalidKeyPath: 'SELECT name FROM S3Object[*].rows',
  InvalidTableAlias: 'SELECT name FROM people',
  LexerInvalidChar: 'SELECT ? FROM S3Object',
  LexerInvalidIONLiteral: 'SELECT `name` FROM S3Object',
  LexerInvalidLiteral: "SELECT 'name FROM S3Object",
  LikeInvalidInputs: "SELECT name FROM S3Object WHERE 1 LIKE 'a'",
  MissingHeaders: 'SELECT city FROM S3Object',
  MultipleDataSourcesUnsupported: 'SELECT name FROM S3Object s, S3Object t',
  ParseAsteriskIsNotAloneInSelectList: 'SELECT *, name FROM S3Object',
  ParseCastArity: 'SELECT CAST(age, INT) FROM S3Object',
  ParseEmptySelect: 'SELECT FROM S3Object',
  ParseExpectedArgumentDelimiter: 'SELECT name FROM S3Object WHERE age IN (1 2)',
  ParseExpectedDatePart: 'SELECT DATE_ADD(week, 1, age) FROM S3Object',
  ParseExpectedExpression: 'SELECT name FROM S3Object WHERE',
  ParseExpectedIdentForAlias: 'SELECT name AS FROM S3Object',
  ParseExpectedKeyword: 'SELECT name FROM S3Object WHERE age BETWEEN 1 OR 2',
  ParseExpectedLeftParenAfterCast: 'SELECT CAST age AS INT FROM S3Object',
  ParseExpectedLeftParenValueConstructor: 'SELECT name FROM S3Object WHERE age IN 1',
  ParseExpectedNumber: 'SELECT name FROM S3Object LIMIT 1.5',
  ParseExpectedRightParenBuiltinFunctionCall: 'SELECT LOWER(name FROM S3Object',
  ParseExpectedTokenType: 'SELECT name FROM S3Object WHERE (age',
  ParseExpectedTypeName: 'SELECT CAST(age AS BLOB) FROM S3Object',
  ParseExpectedWhenClause: 'SELECT CASE age END FROM S3Object',
  ParseInvalidContextForWildcardInSelectList: 'SELECT s.name.* FROM S3Object s',
  ParseInvalidPathComponent: 'SELECT name FROM S3Object[x]',
  ParseMalformedJoin: 'SELECT name FROM S3Object JOIN t',
  ParseNonUnaryAgregateFunctionCall: 'SELECT SUM(name, age) FROM S3Object',
  ParseSelectMissingFrom: 'SELECT *',
  ParseUnExpectedKeyword: 'SELECT name FROM S3Object WHERE age = FROM',
  ParseUnexpectedOperator: 'SELECT name FROM S3Object WHERE %',
  ParseUnexpectedTerm: 'SELECT name FROM S3Object WHERE ()',
  ParseUnexpectedToken: 'HELLO',
  ParseUnsupportedCallWithStar: 'SELECT SUM(*) FROM S3Object',
  UnsupportedFunction: 'SELECT MD5(name) FROM S3Object',
  UnsupportedSqlOperation: 'UPDATE S3Object SET age = 1',
  UnsupportedSqlStructure: 'SELECT name FROM S3Object GROUP BY name',
  ValueParseFailure: "SELECT TO_TIMESTAMP('yesterday') FROM S3Object",
};

/** SelectObjectContent. */
export const SELECT_CASES: readonly ErrorCase[] = [
  ...Object.entries(STATEMENTS).map(([code, expression]) =>
    select(code as ErrorCase['code'], { expression }),
  ),
  select('AmbiguousFieldName', { expression: 'SELECT a FROM S3Object', data: 'a,A\n1,2\n' }),
  select('CSVEscapingRecordDelimiter', { note: 'a line feed in quotes', data: 'name\n"A\nnn"\n' }),
  select('CSVParsingError', { note: 'a quote that is not closed', data: 'name\n"Ann' }),
  select('CSVUnescapedQuote', { note: 'text behind a closing quote', data: 'name\n"Ann"a\n' }),
  select('ColumnTooLong', {
    expression: 'SELECT s.a || s.a FROM S3Object s',
    input: LINES,
    data: JSON.stringify({ a: 'x'.repeat(600_000) }),
  }),
  select('EvaluatorInvalidTimestampFormatPattern', {
    expression: `SELECT TO_STRING(\`2010T\`, '${'y '.repeat(200)}') FROM S3Object`,
    note: 'a pattern of 400 characters',
  }),
  select('ExpressionTooLong', {
    expression: `SELECT '${'x'.repeat(MEBIBYTE / 4)}' FROM S3Object`,
    note: 'an expression of more than 256 KiB',
  }),
  select('InvalidCompressionFormat', { input: `<CompressionType>BZIP2</CompressionType>${CSV}` }),
  select('InvalidDataSource', { input: '<Parquet/>' }),
  select('InvalidExpressionType', { type: 'GraphQL' }),
  select('InvalidFileHeaderInfo', { input: '<CSV><FileHeaderInfo>SOME</FileHeaderInfo></CSV>' }),
  select('InvalidJsonType', { input: '<JSON><Type>PAGES</Type></JSON>' }),
  select('InvalidQuoteFields', { output: '<CSV><QuoteFields>NEVER</QuoteFields></CSV>' }),
  select('InvalidRequestParameter', { input: '<CSV><QuoteCharacter>&lt;&gt;</QuoteCharacter></CSV>' }),
  select('InvalidScanRange', { more: '<ScanRange><Start>2</Start><End>1</End></ScanRange>' }),
  select('InvalidTextEncoding', { note: 'a byte that no UTF-8 has', data: Buffer.from([0x61, 0xff, 0x0a]) }),
  select('JSONParsingError', { input: LINES, data: '{"a":1', note: '{"a":1' }),
  select('MaxOperatorsExceeded', {
    expression: `SELECT ${'('.repeat(100)}1${')'.repeat(100)} FROM S3Object`,
    note: 'an expression in a hundred parentheses',
  }),
  select('MissingRequiredParameter', { input: '<JSON/>' }),
  select('ObjectSerializationConflict', { input: `${CSV}${LINES}` }),
  select('OverMaxColumn', { note: 'a record of 20,001 columns', data: `${','.repeat(20_000)}\n` }),
  select('OverMaxRecordSize', { note: 'a record of 1 MiB and a byte', data: 'x'.repeat(MEBIBYTE + 1) }),
  select('TruncatedInput', {
    input: `${GZIP}${CSV}`,
    data: gzipSync(PEOPLE).subarray(0, -10),
    note: 'GZIP without its end',
  }),
  select('UnsupportedRangeHeader', { headers: { range: 'bytes=0-1' } }),
  select('UnsupportedScanRangeInput', {
    input: `${GZIP}${CSV}`,
    more: '<ScanRange><Start>1</Start></ScanRange>',
    data: gzipSync(PEOPLE),
  }),
];
