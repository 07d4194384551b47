import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { ALICE, BOB, policyOf, useAccounts } from '../support/accounts.js';
import { errorOf, expectIds, ownHeaders, type Answer } from '../support/answer.js';
import { decodeMessages, type EventMessage } from '../support/event-messages.js';
import { eventually } from '../support/eventually.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT, type Credentials } from '../support/test-gateway.js';

const PEOPLE = 'name,age\nAnn,30\nBob,17\n';
const CSV_IN = '<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV>';
const LINES = '<JSON><Type>LINES</Type></JSON>';

interface Asking {
  readonly expression?: string;
  readonly type?: string;
  readonly input?: string;
  readonly output?: string;
  readonly more?: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const asking = ({
  expression = 'SELECT * FROM S3Object',
  type = 'SQL',
  input = CSV_IN,
  output = '<CSV/>',
  more = '',
}: Asking): string =>
  `<SelectObjectContentRequest xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
  `<Expression>${escaped(expression)}</Expression><ExpressionType>${type}</ExpressionType>` +
  `<InputSerialization>${input}</InputSerialization><OutputSerialization>${output}</OutputSerialization>${more}` +
  '</SelectObjectContentRequest>';

/** The messages of an answer of status 200. */
function messagesOf(answer: Answer): EventMessage[] {
  expect(answer.status).toBe(200);
  return decodeMessages(answer.body);
}

const recordsOf = (answer: Answer): string =>
  messagesOf(answer)
    .filter(({ headers }) => headers[':event-type'] === 'Records')
    .map(({ payload }) => payload.toString())
    .join('');

describe.each(BACKENDS)('select object content on %s', (backend) => {
  const gateway = useGateway({ backend }, 'data');
  const post = (body: string, path = '/data/people.csv', headers: Record<string, string> = {}) =>
    gateway().send('POST', `${path}${path.includes('?') ? '&' : '?'}select&select-type=2`, { body, headers });
  const ask = (wish: Asking, path?: string) => post(asking(wish), path);
  const put = (key: string, body: string | Buffer) =>
    gateway().send('PUT', `/data/${key}`, { body }).expect(200);

  beforeAll(async () => {
    await put('people.csv', PEOPLE);
    await put('lines.json', '{"a":1,"b":{"c":["x","y"]}}\n{"a":2}\n');
    await put('empty', '');
  });

  it('answers with messages of records, statistics and the end', async () => {
    const answer = await ask({ expression: 'SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) >= 18' });
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({
      'content-type': 'application/vnd.amazon.eventstream',
      'transfer-encoding': 'chunked',
    });
    const stats = `<BytesScanned>${PEOPLE.length}</BytesScanned><BytesProcessed>${PEOPLE.length}</BytesProcessed><BytesReturned>4</BytesReturned>`;
    expect(messagesOf(answer)).toEqual([
      {
        headers: {
          ':message-type': 'event',
          ':event-type': 'Records',
          ':content-type': 'application/octet-stream',
        },
        payload: Buffer.from('Ann\n'),
      },
      {
        headers: { ':message-type': 'event', ':event-type': 'Stats', ':content-type': 'text/xml' },
        payload: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Stats>${stats}</Stats>`),
      },
      { headers: { ':message-type': 'event', ':event-type': 'End' }, payload: Buffer.alloc(0) },
    ]);
  });

  it('reports progress when asked', async () => {
    const answer = await ask({ more: '<RequestProgress><Enabled>TRUE</Enabled></RequestProgress>' });
    expect(messagesOf(answer).map(({ headers }) => headers[':event-type'])).toEqual([
      'Records',
      'Progress',
      'Stats',
      'End',
    ]);
  });

  it('reads and writes JSON', async () => {
    const answer = await ask(
      {
        expression: 'SELECT s.b.c[1] AS second, s.a FROM S3Object[*] s',
        input: LINES,
        output: '<JSON><RecordDelimiter>;</RecordDelimiter></JSON>',
      },
      '/data/lines.json',
    );
    expect(recordsOf(answer)).toBe('{"second":"y","a":1};{"a":2};');
  });

  it('reads what is compressed, and counts both sizes', async () => {
    const zipped = gzipSync(PEOPLE);
    await put('people.csv.gz', zipped);
    const answer = await ask(
      {
        input: `<CompressionType>GZIP</CompressionType>${CSV_IN}`,
        expression: 'SELECT COUNT(*) FROM S3Object',
      },
      '/data/people.csv.gz',
    );
    expect(recordsOf(answer)).toBe('2\n');
    expect(messagesOf(answer)[1]?.payload.toString()).toContain(
      `<BytesScanned>${zipped.length}</BytesScanned><BytesProcessed>${PEOPLE.length}</BytesProcessed>`,
    );
  });

  it('speaks other dialects', async () => {
    const input =
      "<CSV><RecordDelimiter>|</RecordDelimiter><FieldDelimiter>;</FieldDelimiter><QuoteCharacter>'</QuoteCharacter>" +
      "<QuoteEscapeCharacter>'</QuoteEscapeCharacter><AllowQuotedRecordDelimiter>true</AllowQuotedRecordDelimiter></CSV>";
    const output =
      '<CSV><QuoteFields>ALWAYS</QuoteFields><FieldDelimiter>-</FieldDelimiter><RecordDelimiter>&#10;&#10;</RecordDelimiter></CSV>';
    await put('dialect', "'it''s;|';2|3;4|");
    expect(recordsOf(await ask({ input, output }, '/data/dialect'))).toBe('"it\'s;|"-"2"\n\n"3"-"4"\n\n');
  });

  it('scans a range, with the header of the object', async () => {
    const more = (range: string): string => `<ScanRange>${range}</ScanRange>`;
    const first = await ask({
      more: more('<Start>0</Start><End>12</End>'),
      expression: 'SELECT name FROM S3Object',
    });
    expect(recordsOf(first)).toBe('Ann\n');
    const rest = await ask({ more: more('<Start>13</Start>'), expression: 'SELECT name FROM S3Object' });
    expect(recordsOf(rest)).toBe('Bob\n');
  });

  it('selects nothing from nothing', async () => {
    expect(recordsOf(await ask({}, '/data/empty'))).toBe('');
    expect(
      recordsOf(await ask({ expression: 'SELECT COUNT(*), SUM(_1) FROM S3Object' }, '/data/empty')),
    ).toBe('0,\n');
  });

  it('sends a result of many messages', async () => {
    const line = `${'x'.repeat(99)}\n`;
    await put('large', line.repeat(20_000));
    const answer = await ask({ input: '<CSV/>' }, '/data/large');
    const messages = messagesOf(answer);
    expect(messages.length).toBeGreaterThan(10);
    expect(recordsOf(answer)).toBe(line.repeat(20_000));
    await gateway().send('DELETE', '/data/large').expect(204);
  });

  it('says with a message what is wrong behind the first records', async () => {
    await put('late', `${'1\n'.repeat(200_000)}x\n`);
    const answer = await ask(
      { input: '<CSV/>', expression: 'SELECT CAST(_1 AS INT) FROM S3Object' },
      '/data/late',
    );
    const last = messagesOf(answer).at(-1);
    expect(last?.headers).toEqual({
      ':message-type': 'error',
      ':error-code': 'CastFailed',
      ':error-message': 'Attempt to convert from one data type to another failed: cast from STRING to INT.',
    });
  });

  it.each<[string, string, Asking]>([
    [
      'ParseUnexpectedToken',
      "Unexpected token found RIGHT_PAREN:')' at line 1, column 24.",
      { expression: 'SELECT * FROM S3Object )' },
    ],
    [
      'ParseSelectMissingFrom',
      'The SQL expression contains a missing FROM after the SELECT list at line 1, column 9.',
      { expression: 'SELECT 1' },
    ],
    [
      'InvalidColumnIndex',
      'The column index at line 1, column 8 is invalid. Please check the service documentation and try again.',
      { expression: 'SELECT x FROM S3Object', input: '<CSV/>' },
    ],
    [
      'MissingHeaders',
      'Some headers in the query are missing from the file. Please check the file and try again.',
      { expression: 'SELECT x FROM S3Object' },
    ],
    [
      'InvalidExpressionType',
      'The ExpressionType value is not valid. Only SQL expressions are supported.',
      { type: 'XPATH' },
    ],
    [
      'InvalidFileHeaderInfo',
      'The FileHeaderInfo value is not valid. Only NONE, USE, and IGNORE are supported.',
      { input: '<CSV><FileHeaderInfo>MAYBE</FileHeaderInfo></CSV>' },
    ],
    [
      'InvalidDataSource',
      'The data source type is not valid. Only CSV and JSON are supported.',
      { input: '<Parquet/>' },
    ],
    [
      'InvalidCompressionFormat',
      'BZIP2 is not applicable to the queried object. Please correct the request and try again.',
      { input: '<CompressionType>BZIP2</CompressionType><CSV/>' },
    ],
    [
      'MissingRequiredParameter',
      'Expression is required. Please check the service documentation and try again.',
      { expression: '' },
    ],
    [
      'MissingRequiredParameter',
      'Type is required. Please check the service documentation and try again.',
      { input: '<JSON/>' },
    ],
    [
      'InvalidJsonType',
      'The TREE jsonType is invalid. Please check the service documentation and try again.',
      { input: '<JSON><Type>TREE</Type></JSON>' },
    ],
    ['JSONParsingError', 'Error parsing JSON file. Please check the file and try again.', { input: LINES }],
  ])('refuses with %s: %s', async (Code, Message, wish) => {
    expect(errorOf(await ask(wish))).toEqual({ status: 400, Code, Message });
  });

  it.each<[string, Asking]>([
    ['ExpressionTooLong', { expression: `SELECT '${'x'.repeat(256 * 1024)}' FROM S3Object` }],
    ['UnsupportedSqlOperation', { expression: 'DELETE FROM S3Object' }],
    ['UnsupportedSqlStructure', { expression: 'SELECT _1 FROM S3Object GROUP BY _1' }],
    ['UnsupportedFunction', { expression: 'SELECT RANDOM(_1) FROM S3Object' }],
    ['MissingRequiredParameter', { input: '' }],
    ['MissingRequiredParameter', { output: '' }],
    ['ObjectSerializationConflict', { input: `${CSV_IN}${LINES}` }],
    ['ObjectSerializationConflict', { output: '<CSV/><JSON/>' }],
    ['InvalidQuoteFields', { output: '<CSV><QuoteFields>NEVER</QuoteFields></CSV>' }],
    ['InvalidRequestParameter', { input: '<CSV><QuoteCharacter>ab</QuoteCharacter></CSV>' }],
    ['InvalidScanRange', { more: '<ScanRange/>' }],
    ['InvalidScanRange', { more: '<ScanRange><Start>5</Start><End>4</End></ScanRange>' }],
    [
      'UnsupportedScanRangeInput',
      {
        input: `<CompressionType>GZIP</CompressionType>${CSV_IN}`,
        more: '<ScanRange><Start>1</Start></ScanRange>',
      },
    ],
  ])('refuses with %s (%#)', async (Code, wish) => {
    expect(errorOf(await ask(wish))).toMatchObject({ status: 400, Code });
  });

  it('refuses documents that are none, and ranges in headers', async () => {
    expect(errorOf(await post('<Select/>'))).toMatchObject({ status: 400, Code: 'MalformedXML' });
    expect(errorOf(await post(''))).toMatchObject({ status: 400, Code: 'MissingRequestBodyError' });
    expect(errorOf(await post(asking({}), undefined, { range: 'bytes=0-3' }))).toMatchObject({
      status: 400,
      Code: 'UnsupportedRangeHeader',
    });
  });

  it('says what is missing', async () => {
    expect(errorOf(await ask({}, '/data/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(errorOf(await ask({}, '/absent/a'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await ask({}, `/data/people.csv?versionId=${'0'.repeat(32)}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
    });
  });

  it('selects from the version that is named', async () => {
    const enable = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    await gateway().send('PUT', '/versions').expect(200);
    await gateway().send('PUT', '/versions?versioning', { body: enable }).expect(200);
    const first = await gateway().send('PUT', '/versions/a', { body: 'old\n' }).expect(200);
    await gateway().send('PUT', '/versions/a', { body: 'new\n' }).expect(200);
    const wish = { input: '<CSV/>' };
    expect(recordsOf(await ask(wish, '/versions/a'))).toBe('new\n');
    const path = `/versions/a?versionId=${first.headers['x-amz-version-id']}`;
    expect(recordsOf(await ask(wish, path))).toBe('old\n');
    await gateway().send('DELETE', '/versions/a').expect(204);
    expect(errorOf(await ask(wish, '/versions/a'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
  });

  it('is not open to callers without a signature', async () => {
    const path = '/data/people.csv?select&select-type=2';
    const answer = await gateway().send('POST', path, { body: asking({}), as: null });
    expect(errorOf(answer)).toMatchObject({ status: 403, Code: 'AccessDenied' });
  });
});

describe('select object content, who may', () => {
  const gateway = useAccounts();
  const ask = (as: Credentials) =>
    gateway().send('POST', '/shared/a?select&select-type=2', { body: asking({ input: '<CSV/>' }), as });

  it('needs s3:GetObject', async () => {
    await gateway().send('PUT', '/shared', { as: ALICE }).expect(200);
    await gateway().send('PUT', '/shared/a', { as: ALICE, body: 'x\n' }).expect(200);
    expect(recordsOf(await ask(ALICE))).toBe('x\n');
    expect(errorOf(await ask(BOB))).toMatchObject({ status: 403, Code: 'AccessDenied' });
    const body = policyOf('shared', 'Allow', ['s3:GetObject'], { principals: [BOB.access] });
    await gateway().send('PUT', '/shared?policy', { as: ALICE, body }).expect(204);
    expect(recordsOf(await ask(BOB))).toBe('x\n');
  });
});

describe('select object content, a client that leaves', () => {
  const gateway = useGateway({ backend: 'posix' }, 'data');

  /** Whether this process holds the file open. */
  const isOpen = (file: string): boolean =>
    readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === file;
      } catch {
        return false;
      }
    });

  it('does not let the object be read any further', async () => {
    await gateway()
      .send('PUT', '/data/large', { body: Buffer.alloc(48 * 1024 * 1024, 'abc,def\n') })
      .expect(200);
    const file = join(gateway().directory, 'data/large');
    const body = asking({ input: '<CSV/>' });
    const target = '/data/large?select&select-type=2';
    const headers = signRequest({
      method: 'POST',
      url: `${gateway().url}${target}`,
      body,
      headers: {},
      region: 'us-east-1',
      ...ROOT,
    });
    const connection = await RawConnection.open(gateway().url);
    connection.socket.pause();
    connection.head('POST', target, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    connection.write(body);
    await eventually(() => isOpen(file));
    connection.destroy();
    await eventually(() => !isOpen(file));
    expect(isOpen(file)).toBe(false);
    await gateway().send('DELETE', '/data/large').expect(204);
  });
});
