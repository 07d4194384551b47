import { S3Error } from '../../errors/s3.error.js';
import { parseStatement } from './statement.parser.js';

function refusal(sql: string): { code: string; message: string } {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof S3Error) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

describe('parseStatement', () => {
  it('reads every clause', () => {
    const statement = parseStatement(
      'select s.a AS x, "B" from S3Object[*].rows[*] s where s.a = 1 limit 5;',
    );
    expect(statement).toMatchObject({
      items: [
        { alias: 'x', expression: { kind: 'path', steps: [{ name: 's' }, { name: 'a' }] } },
        { alias: undefined, expression: { kind: 'path', steps: [{ name: 'B', exact: true }] } },
      ],
      source: [{ kind: 'name', name: 'rows' }, { kind: 'elements' }],
      alias: { name: 's', exact: false },
      where: { kind: 'binary', operator: '=' },
      limit: 5,
    });
  });

  it('gives AND and OR, NOT and comparisons, sums and products their rank', () => {
    const { where } = parseStatement('SELECT * FROM S3Object WHERE NOT a = 1 + 2 * 3 AND b OR c');
    expect(where).toMatchObject({
      operator: 'OR',
      left: {
        operator: 'AND',
        left: { kind: 'not', operand: { operator: '=', right: { operator: '+', right: { operator: '*' } } } },
      },
    });
  });

  it.each([
    ['', 'ParseUnexpectedToken'],
    ['HELLO', 'ParseUnexpectedToken'],
    ['SELECT', 'ParseEmptySelect'],
    ['SELECT FROM S3Object', 'ParseEmptySelect'],
    ['SELECT *', 'ParseSelectMissingFrom'],
    ['SELECT a b c FROM S3Object', 'ParseSelectMissingFrom'],
    ['SELECT *, a FROM S3Object', 'ParseAsteriskIsNotAloneInSelectList'],
    ['SELECT a, * FROM S3Object', 'ParseAsteriskIsNotAloneInSelectList'],
    ['SELECT s.*, a FROM S3Object s', 'UnsupportedSqlStructure'],
    ['SELECT t.* FROM S3Object s', 'EvaluatorBindingDoesNotExist'],
    ['SELECT s.a.* FROM S3Object s', 'ParseInvalidContextForWildcardInSelectList'],
    ['SELECT DISTINCT a FROM S3Object', 'UnsupportedSqlStructure'],
    ['SELECT a AS FROM S3Object', 'ParseExpectedIdentForAlias'],
    ['SELECT a FROM', 'ParseUnexpectedToken'],
    ['SELECT a FROM people', 'InvalidTableAlias'],
    ['SELECT a FROM S3Object s, S3Object t', 'MultipleDataSourcesUnsupported'],
    ['SELECT a FROM S3Object JOIN t', 'ParseMalformedJoin'],
    ['SELECT a FROM S3Object.rows', 'InvalidKeyPath'],
    ['SELECT a FROM S3Object[x]', 'ParseInvalidPathComponent'],
    ['SELECT a FROM S3Object WHERE', 'ParseExpectedExpression'],
    ['SELECT a FROM S3Object WHERE a =', 'ParseExpectedExpression'],
    ['SELECT a FROM S3Object WHERE a = FROM', 'ParseUnExpectedKeyword'],
    ['SELECT a FROM S3Object WHERE a = %', 'ParseUnexpectedOperator'],
    ['SELECT a FROM S3Object WHERE ()', 'ParseUnexpectedTerm'],
    ['SELECT a FROM S3Object WHERE (a', 'ParseExpectedTokenType'],
    ['SELECT a FROM S3Object WHERE a IN 1', 'ParseExpectedLeftParenValueConstructor'],
    ['SELECT a FROM S3Object WHERE a IN (1 2)', 'ParseExpectedArgumentDelimiter'],
    ['SELECT a FROM S3Object WHERE a BETWEEN 1 OR 2', 'ParseExpectedKeyword'],
    ['SELECT a FROM S3Object WHERE a IS TRUE', 'ParseExpectedKeyword'],
    ['SELECT a FROM S3Object GROUP BY a', 'UnsupportedSqlStructure'],
    ['SELECT a FROM S3Object ORDER BY a', 'UnsupportedSqlStructure'],
    ['SELECT a FROM S3Object LIMIT -1', 'EvaluatorNegativeLimit'],
    ['SELECT a FROM S3Object LIMIT 1.5', 'ParseExpectedNumber'],
    ['SELECT a FROM S3Object LIMIT 1 2', 'ParseUnexpectedToken'],
    ['UPDATE S3Object SET a = 1', 'UnsupportedSqlOperation'],
    ['SELECT ? FROM S3Object', 'LexerInvalidChar'],
    ["SELECT 'a FROM S3Object", 'LexerInvalidLiteral'],
    ['SELECT `a` FROM S3Object', 'LexerInvalidIONLiteral'],
    ['SELECT CAST a AS INT FROM S3Object', 'ParseExpectedLeftParenAfterCast'],
    ['SELECT CAST(a, INT) FROM S3Object', 'ParseCastArity'],
    ['SELECT CAST(a AS BLOB) FROM S3Object', 'ParseExpectedTypeName'],
    ['SELECT CASE a END FROM S3Object', 'ParseExpectedWhenClause'],
    ['SELECT SUM(*) FROM S3Object', 'ParseUnsupportedCallWithStar'],
    ['SELECT SUM(a, b) FROM S3Object', 'ParseNonUnaryAgregateFunctionCall'],
    ['SELECT LOWER(a, b) FROM S3Object', 'EvaluatorInvalidArguments'],
    ['SELECT LOWER(a FROM S3Object', 'ParseExpectedRightParenBuiltinFunctionCall'],
    ['SELECT DATE_ADD(week, 1, a) FROM S3Object', 'ParseExpectedDatePart'],
    ['SELECT MD5(a) FROM S3Object', 'UnsupportedFunction'],
    ['SELECT a = AND (b) FROM S3Object', 'ParseUnExpectedKeyword'],
  ])('refuses %s with %s', (sql, code) => {
    expect(refusal(sql).code).toBe(code);
  });

  it('says where', () => {
    expect(refusal('SELECT a\nFROM S3Object\nWHERE a = )').message).toBe(
      "Unexpected term found RIGHT_PAREN:')' at line 3, column 11.",
    );
    expect(refusal('SELECT a FROM S3Object LIMIT x').message).toBe(
      'The expected number in the SQL expression was not found at line 1, column 30.',
    );
  });

  it.each([
    ['HELLO', 'Unexpected token found IDENTIFIER:HELLO at line 1, column 1.'],
    ['SELECT a FROM S3Object LIMIT 1 0.5', 'Unexpected token found LITERAL:5d-1 at line 1, column 32.'],
    ['SELECT a FROM S3Object s 1e3', 'Unexpected token found LITERAL:1d3 at line 1, column 26.'],
    ['SELECT a FROM S3Object s 5.', 'Unexpected token found LITERAL:5. at line 1, column 26.'],
    ["SELECT a FROM S3Object s 'b'", 'Unexpected token found LITERAL:"b" at line 1, column 26.'],
    ['SELECT a FROM S3Object s `2010T`', 'Unexpected token found ION_LITERAL:2010T at line 1, column 26.'],
    [
      'SELECT a FROM S3Object s "true"',
      "Unexpected token found QUOTED_IDENTIFIER:'true' at line 1, column 26.",
    ],
    ['SELECT a FROM S3Object s THEN', 'Unexpected token found KEYWORD:UNKNOWN at line 1, column 26.'],
    ['SELECT a FROM S3Object WHERE %', "Unexpected operator OPERATOR:'%' at line 1, column 30."],
    [
      'SELECT CAST(a AS "true") FROM S3Object',
      "Expected type name, found QUOTED_IDENTIFIER:'true' at line 1, column 18.",
    ],
    [
      'SELECT a FROM S3Object[*].(b)',
      'Invalid Path component, expecting either an IDENTIFIER or STAR, got: LEFT_PAREN,at line 1, column 27.',
    ],
    [
      'SELECT a FROM people',
      'Invalid table alias is specified at line 1, column 15. Please check the file and try again.',
    ],
  ])('shows what is wrong in %s', (sql, message) => {
    expect(refusal(sql).message).toBe(message);
  });

  it('bounds what an expression may cost', () => {
    const nested = (depth: number): string =>
      `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)} FROM S3Object`;
    expect(refusal(nested(63)).code).toBe('none');
    expect(refusal(nested(64)).code).toBe('MaxOperatorsExceeded');
    expect(refusal(nested(100_000)).code).toBe('MaxOperatorsExceeded');
    const sum = (terms: number): string => `SELECT ${'1+'.repeat(terms)}1 FROM S3Object`;
    expect(refusal(sum(2000)).code).toBe('none');
    expect(refusal(sum(2001)).code).toBe('MaxOperatorsExceeded');
    expect(refusal(`SELECT ${'NOT '.repeat(60_000)}TRUE FROM S3Object`).code).toBe('none');
    expect(refusal(`SELECT ${'- '.repeat(120_000)}1 FROM S3Object`).code).toBe('none');
    expect(refusal(`SELECT a${'.a'.repeat(100_000)} FROM S3Object`).code).toBe('ParseInvalidPathComponent');
    expect(refusal(`SELECT * FROM S3Object WHERE 1 IN (${'1,'.repeat(50_000)}1)`).code).toBe('none');
    expect(refusal(`SELECT '${'x'.repeat(300_000)}' FROM S3Object`).code).toBe('ExpressionTooLong');
  });
});
