import { gzipSync } from 'node:zlib';
import { S3Error } from '../errors/s3.error.js';
import { select, type Selection, type SelectSource } from './select.js';
import type { SelectEvent } from './result.stream.js';
import { parseStatement } from './sql/statement.parser.js';

const DIALECT = {
  recordDelimiter: '\n',
  fieldDelimiter: ',',
  quote: '"',
  escape: '"',
  comment: '#',
  allowsQuotedRecordDelimiter: false,
};
const CSV = { kind: 'CSV', compression: 'NONE', header: 'NONE', dialect: DIALECT } as const;
const JSON_LINES = { kind: 'JSON', compression: 'NONE', type: 'LINES' } as const;
const CSV_OUT = {
  kind: 'CSV',
  quoteFields: 'ASNEEDED',
  recordDelimiter: '\n',
  fieldDelimiter: ',',
  quote: '"',
  escape: '"',
} as const;
const JSON_OUT = { kind: 'JSON', recordDelimiter: '\n' } as const;

/** Serves the bytes in chunks of this size. */
function sourceOf(bytes: Buffer, chunk = 7): SelectSource {
  return {
    size: bytes.length,
    async *read(range = { first: 0, last: bytes.length - 1 }) {
      for (let at = range.first; at <= range.last; at += chunk)
        yield bytes.subarray(at, Math.min(at + chunk, range.last + 1));
    },
    close: () => Promise.resolve(),
  };
}

async function eventsOf(selection: Selection, bytes: Buffer, chunk?: number): Promise<SelectEvent[]> {
  const events: SelectEvent[] = [];
  for await (const event of select(selection, sourceOf(bytes, chunk))) events.push(event);
  return events;
}

async function query(
  sql: string,
  data: string | Buffer,
  options: Partial<Omit<Selection, 'statement'>> = {},
  chunk?: number,
): Promise<string> {
  const selection = { input: CSV, output: CSV_OUT, reportsProgress: false, ...options };
  const events = await eventsOf({ ...selection, statement: parseStatement(sql) }, Buffer.from(data), chunk);
  return events.map((event) => (event.kind === 'Records' ? event.payload.toString() : '')).join('');
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof S3Error ? error.code : String(error)),
  );

const PEOPLE = 'name,age,city\nAnn,30,Berlin\nBob,,"New York"\nCéline,41,Paris\n';
const USE = { input: { ...CSV, header: 'USE' } } as const;
const JSON_BOTH = { input: JSON_LINES, output: JSON_OUT } as const;

/** The value of an expression that reads nothing. */
const valueOf = async (expression: string): Promise<unknown> => {
  const text = await query(`SELECT ${expression} AS v FROM S3Object`, '{}', JSON_BOTH);
  return (JSON.parse(text) as { v?: unknown }).v;
};

describe('select from CSV', () => {
  it('gives records as they are', async () => {
    expect(await query('SELECT * FROM S3Object', PEOPLE)).toBe(
      'name,age,city\nAnn,30,Berlin\nBob,,New York\nCéline,41,Paris\n',
    );
  });

  it.each([
    ['SELECT name FROM S3Object WHERE age > 35', 'Céline\n'],
    [
      'SELECT s.NAME, s."city" FROM S3Object AS s WHERE s.age <> \'\' AND CAST(s.age AS INT) = 30',
      'Ann,Berlin\n',
    ],
    ['SELECT _1 FROM s3object LIMIT 2', 'Ann\nBob\n'],
    ["SELECT * FROM S3Object[*] s WHERE s.city LIKE '% %'", 'Bob,,New York\n'],
    ["SELECT name FROM S3Object WHERE age = ''", 'Bob\n'],
    ['SELECT s.* FROM S3Object s LIMIT 0', ''],
    ["SELECT COUNT(*), MAX(CAST(age AS INT)), MIN(age) FROM S3Object WHERE age <> ''", '2,41,30\n'],
    ["SELECT SUM(_2), AVG(_2) FROM S3Object WHERE name <> 'Bob'", '71,35.5\n'],
  ])('%s', async (sql, result) => {
    expect(await query(sql, PEOPLE, USE)).toBe(result);
  });

  it('writes JSON with the names of the header, or with positions', async () => {
    expect(await query('SELECT * FROM S3Object LIMIT 1', PEOPLE, { ...USE, output: JSON_OUT })).toBe(
      '{"name":"Ann","age":"30","city":"Berlin"}\n',
    );
    expect(await query('SELECT _1, _9 FROM S3Object LIMIT 1', PEOPLE, { output: JSON_OUT })).toBe(
      '{"_1":"name"}\n',
    );
  });

  it('finds the same records however the bytes are cut', async () => {
    const data = '#no\r\na,"b ""q"", c",d\r\n\r\n"x\ny",é€😀,""\r\nlast,"one",end';
    const input = { ...CSV, dialect: { ...DIALECT, allowsQuotedRecordDelimiter: true } };
    for (const chunk of [1, 2, 3, 5, 8, 13, 1000]) {
      expect(await query('SELECT _1, _2, _3 FROM S3Object', data, { input, output: JSON_OUT }, chunk)).toBe(
        '{"_1":"a","_2":"b \\"q\\", c","_3":"d"}\n{"_1":"x\\ny","_2":"é€😀","_3":""}\n{"_1":"last","_2":"one","_3":"end"}\n',
      );
    }
  });

  it('knows delimiters, quotes and escapes of all kinds', async () => {
    const dialect = { ...DIALECT, recordDelimiter: '||', fieldDelimiter: ';', quote: "'", escape: '\\' };
    const data = "'it\\'s \\\\ ; x';2||3;'4'||";
    for (const chunk of [1, 2, 3, 100]) {
      expect(
        await query('SELECT * FROM S3Object', data, { input: { ...CSV, dialect }, output: JSON_OUT }, chunk),
      ).toBe('{"_1":"it\'s \\\\ ; x","_2":"2"}\n{"_1":"3","_2":"4"}\n');
    }
  });

  it('quotes what needs it, or everything', async () => {
    const data = '"a,b",c,"d""e"\n';
    expect(await query('SELECT * FROM S3Object', data)).toBe('"a,b",c,"d""e"\n');
    expect(
      await query('SELECT * FROM S3Object', data, {
        output: { ...CSV_OUT, quoteFields: 'ALWAYS', escape: '\\', fieldDelimiter: '\t' },
      }),
    ).toBe('"a,b"\t"c"\t"d\\"e"\n');
  });

  it.each([
    ['SELECT x FROM S3Object', CSV, 'InvalidColumnIndex'],
    ['SELECT _0 FROM S3Object', CSV, 'InvalidColumnIndex'],
    ['SELECT x FROM S3Object', USE.input, 'MissingHeaders'],
    ['SELECT t.name FROM S3Object s', USE.input, 'EvaluatorBindingDoesNotExist'],
    ['SELECT a FROM S3Object[*].b', CSV, 'InvalidKeyPath'],
    ['SELECT CAST(_1 AS INT) FROM S3Object', CSV, 'CastFailed'],
    ['SELECT _1 + 1 FROM S3Object', CSV, 'InvalidDataType'],
    ['SELECT SUM(_1) FROM S3Object', CSV, 'ExternalEvalException'],
    ['SELECT _1, COUNT(*) FROM S3Object', CSV, 'UnsupportedSqlStructure'],
    ['SELECT _1 FROM S3Object WHERE COUNT(*) > 1', CSV, 'UnsupportedSqlStructure'],
  ])('%s is refused (%#)', async (sql, input, code) => {
    expect(await codeOf(query(sql, PEOPLE, { input }))).toBe(code);
  });

  it.each([
    ['a record of more than 1 MiB', 'x'.repeat(1024 * 1024 + 1) + '\n', 'OverMaxRecordSize'],
    ['a quoted record of more than 1 MiB', '"' + 'x'.repeat(1024 * 1024 + 1), 'OverMaxRecordSize'],
    ['too many columns', ','.repeat(20_000) + '\n', 'OverMaxColumn'],
    ['too many quoted columns', '"",'.repeat(20_000) + '\n', 'OverMaxColumn'],
    ['a quote that is not closed', '"abc', 'CSVParsingError'],
    ['text behind a closing quote', '"abc"def,1\n', 'CSVUnescapedQuote'],
    ['a delimiter in quotes', '"a\nb"\n', 'CSVEscapingRecordDelimiter'],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0x0a]), 'InvalidTextEncoding'],
    ['half a character', Buffer.from([0x61, 0xc3]), 'InvalidTextEncoding'],
  ])('refuses %s', async (_name, data, code) => {
    expect(await codeOf(query('SELECT * FROM S3Object', data, {}, 50_000))).toBe(code);
  });

  it('refuses a name that two columns have, unless it is quoted', async () => {
    const data = 'a,A\n1,2\n';
    expect(await codeOf(query('SELECT a FROM S3Object', data, USE))).toBe('AmbiguousFieldName');
    expect(await query('SELECT "A" FROM S3Object', data, USE)).toBe('2\n');
  });
});

describe('select from JSON', () => {
  const DATA = [
    '{"id":1,"tags":["x","y"],"owner":{"Name":"Ann","n":null}}',
    ' {"id":12345678901234567890,',
    '  "price":0.1,"books":[{"t":"A"},{"t":"B"}]}[1,2]',
  ].join('\n');

  it.each([
    ['SELECT s.id, s.owner.name FROM S3Object s', '{"id":1,"name":"Ann"}\n{"id":12345678901234567890}\n{}\n'],
    ['SELECT s.tags[1] AS t FROM S3Object s WHERE s.id = 1', '{"t":"y"}\n'],
    [
      'SELECT * FROM S3Object s WHERE s.price + 0.2 = 0.3',
      '{"id":12345678901234567890,"price":0.1,"books":[{"t":"A"},{"t":"B"}]}\n',
    ],
    ['SELECT t FROM S3Object[*].books[*]', '{}\n{"t":"A"}\n{"t":"B"}\n{}\n'],
    ['SELECT b.t FROM S3Object[*].books[*].t AS b', '{}\n{}\n{}\n{}\n'],
    ['SELECT t FROM S3Object[*].books[*].t', '{}\n{"t":"A"}\n{"t":"B"}\n{}\n'],
    ['SELECT * FROM S3Object[*][*]', '{"_1":1}\n{"_1":2}\n'],
    ['SELECT COUNT(s.id) AS n FROM S3Object s', '{"n":2}\n'],
    ['SELECT s.id FROM S3Object s WHERE s.owner.n IS NULL AND s.owner.n IS NOT MISSING', '{"id":1}\n'],
    ["SELECT s['id'] FROM S3Object s WHERE s.owner IS MISSING LIMIT 1", '{"id":12345678901234567890}\n'],
  ])('%s', async (sql, result) => {
    const found = await query(sql, DATA, JSON_BOTH);
    const expected = sql.includes('[*][*]') ? `{}\n{}\n${result}` : result;
    expect(found).toBe(expected);
  });

  it('finds members of any case, in large objects too', async () => {
    const members = Array.from({ length: 100 }, (_, index) => `"Key${index}":${index}`);
    const data = `{${members.join(',')},"twice":1,"TWICE":2}`;
    expect(await query('SELECT KEY7, "key7", key99 FROM S3Object', data, { input: JSON_LINES })).toBe(
      '7,,99\n',
    );
    expect(await query('SELECT twice FROM S3Object', data, { input: JSON_LINES })).toBe('1\n');
    expect(await codeOf(query('SELECT Twice FROM S3Object', data, JSON_BOTH))).toBe('AmbiguousFieldName');
  });

  it('finds the same values however the bytes are cut', async () => {
    const data = '{"a":"\\"}{\\\\"} {"a":"é😀"}\n"text" 12 {"a":[{"b":"]"}]}\n7';
    const whole = await query('SELECT * FROM S3Object', data, JSON_BOTH, 1000);
    expect(whole).toBe(
      '{"a":"\\"}{\\\\"}\n{"a":"é😀"}\n{"_1":"text"}\n{"_1":12}\n{"a":[{"b":"]"}]}\n{"_1":7}\n',
    );
    for (const chunk of [1, 2, 3, 5, 8])
      expect(await query('SELECT * FROM S3Object', data, JSON_BOTH, chunk)).toBe(whole);
  });

  it('writes objects into CSV as JSON, and nothing for NULL and MISSING', async () => {
    expect(
      await query('SELECT s.owner, s.nothing, s.id FROM S3Object s LIMIT 1', DATA, { input: JSON_LINES }),
    ).toBe('"{""Name"":""Ann"",""n"":null}",,1\n');
  });

  it.each([
    ['a value that is not closed', '{"a":1', 'JSONParsingError'],
    ['what is no JSON', '{a:1}', 'JSONParsingError'],
    ['a closing bracket alone', ']', 'JSONParsingError'],
    ['values nested too deep', '['.repeat(200), 'JSONParsingError'],
    ['a value of more than 1 MiB', `{"a":"${'x'.repeat(1024 * 1024)}"}`, 'OverMaxRecordSize'],
  ])('refuses %s', async (_name, data, code) => {
    expect(await codeOf(query('SELECT * FROM S3Object', data, JSON_BOTH, 50_000))).toBe(code);
  });
});

describe('expressions', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * -3', -9],
    ['7 / 2', 3],
    ['7 % 4', 3],
    ['7.0 / 2', 3.5],
    ['0.1 + 0.2', 0.3],
    ['1e2 + 1', 101],
    ["'a' || 'b' || 1", 'ab1'],
    ["'it''s'", "it's"],
    ['2 BETWEEN 1 AND 3', true],
    ['2 NOT BETWEEN 1 AND 3', false],
    ["'b' IN ('a', 'b')", true],
    ["'c' NOT IN ('a', 'b')", true],
    ['1 IN (2, NULL)', null],
    ["'ab%c' LIKE 'ab!%_' ESCAPE '!'", true],
    ["'abXc' LIKE 'ab!%_' ESCAPE '!'", false],
    ["'aXbXc' LIKE 'a%b%c'", true],
    ["'😀' LIKE '_'", true],
    ['NOT NOT TRUE', true],
    ['NULL AND FALSE', false],
    ['NULL OR TRUE', true],
    ['NULL = NULL', null],
    ['NULL IS NULL', true],
    ['nothing IS MISSING', true],
    ['1 = 1.0', true],
    ["'10' > 9", true],
    ["'x' > 9", null],
    ["CASE WHEN 1 = 2 THEN 'a' WHEN 2 = 2 THEN 'b' ELSE 'c' END", 'b'],
    ["CASE 3 WHEN 1 THEN 'a' ELSE 'c' END", 'c'],
    ["CAST('12' AS INTEGER)", 12],
    ["CAST('1.50' AS DECIMAL(5,2))", 1.5],
    ["CAST('2.5' AS FLOAT) * 2", 5],
    ["CAST('true' AS BOOL)", true],
    ['CAST(5 AS STRING)', '5'],
    ["CAST('2026-02-03T04:05Z' AS TIMESTAMP)", '2026-02-03T04:05Z'],
    ["COALESCE(NULL, nothing, 'x')", 'x'],
    ['NULLIF(1, 1)', null],
    ['NULLIF(1, 2)', 1],
    ["CHAR_LENGTH('é😀')", 2],
    ["CHARACTER_LENGTH('')", 0],
    ["LOWER('AbC') || UPPER('dE')", 'abcDE'],
    ["SUBSTRING('123456789', 0)", '123456789'],
    ["SUBSTRING('123456789' FROM 2 FOR 4)", '2345'],
    ["SUBSTRING('123456789', -1, 4)", '12'],
    ["TRIM('  foobar ')", 'foobar'],
    ["TRIM(LEADING FROM '  foobar ')", 'foobar '],
    ["TRIM(BOTH '12' FROM '1112211foobar22211122')", 'foobar'],
    ['DATE_ADD(year, 5, `2010-01-01T`)', '2015-01-01'],
    ['DATE_ADD(month, 1, `2010T`)', '2010-02T'],
    ['DATE_ADD(month, 13, `2010T`)', '2011-02T'],
    ['DATE_ADD(month, 1, `2010-01-31`)', '2010-02-28'],
    ['DATE_ADD(day, -1, `2017-01-10T`)', '2017-01-09'],
    ['DATE_ADD(hour, 1, `2017T`)', '2017-01-01T01:00-00:00'],
    ['DATE_ADD(hour, 1, `2017-01-02T03:04Z`)', '2017-01-02T04:04Z'],
    ['DATE_ADD(minute, 1, `2017-01-02T03:04:05.006Z`)', '2017-01-02T03:05:05.006Z'],
    ['DATE_DIFF(year, `2010-01-01T`, `2011-01-01T`)', 1],
    ['DATE_DIFF(month, `2010T`, `2010-05T`)', 4],
    ['DATE_DIFF(month, `2011T`, `2010T`)', -12],
    ['DATE_DIFF(day, `2010-01-01T23:00Z`, `2010-01-02T01:00Z`)', 0],
    ['EXTRACT(YEAR FROM `2010-01-01T`)', 2010],
    ['EXTRACT(HOUR FROM `2017-01-02T03:04:05+07:08`)', 3],
    ['EXTRACT(TIMEZONE_MINUTE FROM `2017-01-02T03:04:05+07:08`)', 8],
    ["TO_STRING(`1969-07-20T20:18Z`, 'MMMM d, y')", 'July 20, 1969'],
    ["TO_STRING(`1969-07-20T20:18Z`, 'MMM dd yyyy h:mm a')", 'Jul 20 1969 8:18 PM'],
    ["TO_STRING(`1969-07-20T20:18:13.5+08:00`, 'y-MM-dd''T''H:m:ss.SS X')", '1969-07-20T20:18:13.50 +08'],
    ["TO_TIMESTAMP('2007-02-23T12:14:33.079-08:00') = `2007-02-23T20:14:33.079Z`", true],
    ['UTCNOW() > `2020T`', true],
  ])('%s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(value);
  });

  it('does not compare a pattern without end', async () => {
    const data = `{"a":"${'a'.repeat(1_000_000)}"}`;
    const like = (pattern: string): Promise<string> =>
      codeOf(query(`SELECT a LIKE '${pattern}' FROM S3Object`, data, JSON_BOTH, 50_000));
    expect(await like(`%${'a'.repeat(900)}b`)).toBe('LikeInvalidInputs');
    expect(await like('%a%b')).toBe('none');
    expect(await like('x'.repeat(2000))).toBe('LikeInvalidInputs');
  });

  it.each([
    ['1 / 0', 'ExternalEvalException'],
    ['9223372036854775807 + 1', 'IntegerOverflow'],
    ["CAST('x' AS INT)", 'CastFailed'],
    ["CAST('' AS INT)", 'CastFailed'],
    ["1 LIKE 'a'", 'LikeInvalidInputs'],
    ["'a' LIKE 'a!' ESCAPE '!'", 'EvaluatorLikePatternInvalidEscapeSequence'],
    ['LOWER(1)', 'IncorrectSqlFunctionArgumentType'],
    ["TO_TIMESTAMP('yesterday')", 'ValueParseFailure'],
    ["TO_STRING(`2010T`, 'Q')", 'EvaluatorInvalidTimestampFormatPatternSymbol'],
    ["TO_STRING(`2010T`, '''open')", 'EvaluatorUnterminatedTimestampFormatPatternToken'],
    ['NOT 1', 'InvalidDataType'],
    ['DATE_ADD(year, 10000, `2010T`)', 'IntegerOverflow'],
  ])('%s fails', async (expression, code) => {
    expect(await codeOf(valueOf(expression))).toBe(code);
  });

  it('does not let a text grow without bound', async () => {
    const data = `{"a":"${'x'.repeat(600_000)}"}`;
    expect(await codeOf(query('SELECT a || a FROM S3Object', data, JSON_BOTH, 50_000))).toBe('ColumnTooLong');
    const many = `SELECT ${'a, '.repeat(1000)}a FROM S3Object`;
    expect(await codeOf(query(many, data, JSON_BOTH, 50_000))).toBe('OverMaxRecordSize');
    expect(await codeOf(query(many, data, { input: JSON_LINES }, 50_000))).toBe('OverMaxRecordSize');
  });
});

describe('compression and scan ranges', () => {
  it('reads GZIP', async () => {
    const input = { ...CSV, compression: 'GZIP' } as const;
    const zipped = gzipSync('a,1\nb,2\n');
    expect(await query('SELECT _2 FROM S3Object', zipped, { input })).toBe('1\n2\n');
    expect(await codeOf(query('SELECT _2 FROM S3Object', zipped.subarray(0, -9), { input }))).toBe(
      'TruncatedInput',
    );
    expect(await codeOf(query('SELECT _2 FROM S3Object', 'a,1\n', { input }))).toBe(
      'InvalidCompressionFormat',
    );
  });

  it.each(['\n', '\r\n'])(
    'gives every record to exactly one of the ranges that cover the object, ended by %j',
    async (end) => {
      const lines = [
        'id,text',
        ...Array.from({ length: 9 }, (_, index) => `${index},${'x'.repeat(index * 3)}`),
      ];
      const data = lines.join(end) + end;
      const input = { ...CSV, header: 'USE', dialect: { ...DIALECT, recordDelimiter: end } } as const;
      for (let size = 1; size < data.length + 3; size += 3) {
        let ids = '';
        for (let start = 0; start < data.length; start += size)
          ids += await query(
            'SELECT id FROM S3Object',
            data,
            { input, scanRange: { start, end: start + size - 1 } },
            4,
          );
        expect(ids).toBe('0\n1\n2\n3\n4\n5\n6\n7\n8\n');
      }
    },
  );

  it('takes an end alone for the last bytes, and a start alone for the rest', async () => {
    const data = 'a\nb\nc\n';
    expect(await query('SELECT * FROM S3Object', data, { scanRange: { end: 3 } })).toBe('c\n');
    expect(await query('SELECT * FROM S3Object', data, { scanRange: { start: 2 } })).toBe('b\nc\n');
    expect(await query('SELECT * FROM S3Object', data, { scanRange: { start: 60 } })).toBe('');
  });

  it('refuses ranges of what has no lines', async () => {
    const scanRange = { start: 1 };
    const zipped = { ...CSV, compression: 'GZIP' } as const;
    const document = { ...JSON_LINES, type: 'DOCUMENT' } as const;
    for (const input of [zipped, document])
      expect(
        await codeOf(Promise.resolve().then(() => query('SELECT * FROM S3Object', '', { input, scanRange }))),
      ).toBe('UnsupportedScanRangeInput');
  });
});

describe('events', () => {
  const statement = parseStatement('SELECT * FROM S3Object');
  const selection = { statement, input: CSV, output: CSV_OUT, reportsProgress: true } as const;

  it('end with progress, the counted bytes and the end', async () => {
    const counts = { scanned: 4, processed: 4, returned: 4 };
    expect(await eventsOf(selection, Buffer.from('a\nb\n'))).toEqual([
      { kind: 'Records', payload: Buffer.from('a\nb\n') },
      { kind: 'Progress', counts },
      { kind: 'Stats', counts },
      { kind: 'End' },
    ]);
  });

  it('hold at most 128 KiB of records each', async () => {
    const data = Buffer.from(`${'é'.repeat(200_000)}\n`.repeat(5));
    const events = await eventsOf(selection, data, 30_000);
    const sizes = events.map((event) => (event.kind === 'Records' ? event.payload.length : 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128 * 1024);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(data.length);
  });

  it('stop reading as soon as LIMIT is reached, and when the reader stops', async () => {
    let [read, ended] = [0, 0];
    const source: SelectSource = {
      size: 1_000_000,
      async *read() {
        try {
          for (; read < 1000; read += 1) yield Buffer.from('a\n'.repeat(50_000));
        } finally {
          ended += 1;
        }
      },
      close: () => Promise.resolve(),
    };
    for await (const _ of select(
      { ...selection, statement: parseStatement('SELECT * FROM S3Object LIMIT 3') },
      source,
    ));
    expect([read, ended]).toEqual([0, 1]);
    for await (const _ of select(selection, source)) break;
    expect(read).toBeLessThan(5);
    expect(ended).toBe(2);
  });

  it('let others have their turn', async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await eventsOf(
      { ...selection, statement: parseStatement('SELECT COUNT(*) FROM S3Object') },
      Buffer.from('a,b\n'.repeat(500_000)),
      2_000_000,
    );
    isOver = true;
    expect(turns).toBeGreaterThan(3);
  });
});
