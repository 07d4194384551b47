import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { Random, SEED } from '../../../test/support/random.js';
import { sdkSpans } from '../../../test/support/sdk-spans.js';
import { MalformedInputError } from './malformed-input.error.js';
import { readOtlpJson } from './otlp-json.reader.js';
import { readOtlpProtobuf } from './otlp-protobuf.reader.js';

const spans = await sdkSpans();
const protobuf = ProtobufTraceSerializer.serializeRequest(spans)!;
const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!).toString();

const ID = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const TIMES = { startTimeUnixNano: '1700000000000000001', endTimeUnixNano: '1700000000001500001' };

const requestOf = (...list: object[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
const attributesOf = (...attributes: object[]): unknown =>
  readOtlpJson(requestOf({ ...ID, ...TIMES, attributes })).spans[0]!.attributes;

describe('the readers of OTLP', () => {
  test('read what the SDK writes, in protobuf as in JSON', () => {
    const read = readOtlpProtobuf(protobuf);
    expect(read.rejected).toBe(0);
    expect(readOtlpJson(json).spans).toEqual(read.spans);
    const [child, root] = read.spans;
    expect(root).toMatchObject({
      traceId: spans[1]!.spanContext().traceId,
      spanId: spans[1]!.spanContext().spanId,
      parentSpanId: '',
      name: 'upload',
      kind: 'CLIENT',
      service: 'photo-shop',
      scope: 'shop',
      scopeVersion: '1.2.3',
      resource: { 'host.name': 'shop-1' },
      status: 'OK',
      attributes: {
        text: 'Grüße, 世界',
        whole: 42,
        negative: -7,
        fraction: 0.25,
        yes: true,
        no: false,
        texts: ['a', 'b'],
        numbers: [1, 2.5],
        empty: '',
      },
    });
    expect(child).toMatchObject({
      parentSpanId: root!.spanId,
      kind: 'INTERNAL',
      status: 'ERROR',
      statusMessage: 'cut off',
      events: [
        { name: 'retry', attributes: { attempt: 2 } },
        { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'cut off' } },
      ],
      links: [{ traceId: root!.traceId, spanId: root!.spanId, attributes: { why: 'retry' } }],
    });
  });

  test('keep times to the nanosecond that a number can tell, and durations exactly', () => {
    const { start, duration } = readOtlpJson(requestOf({ ...ID, ...TIMES })).spans[0]!;
    expect(start).toBeCloseTo(1_700_000_000_000, 3);
    expect(duration).toBe(1.5);
  });

  test('keep a whole number beyond those of JavaScript as a text, and what is nested as JSON', () => {
    expect(
      attributesOf(
        { key: 'large', value: { intValue: '9223372036854775807' } },
        { key: 'nothing', value: {} },
        { key: 'not a number', value: { doubleValue: 'NaN' } },
        { key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } } },
        {
          key: 'lists',
          value: { arrayValue: { values: [{ arrayValue: { values: [{ boolValue: true }] } }] } },
        },
        { key: '__proto__', value: { stringValue: 'own' } },
      ),
    ).toEqual(
      Object.fromEntries([
        ['large', '9223372036854775807'],
        ['not a number', NaN],
        ['map', '{"a":1}'],
        ['lists', '[[true]]'],
        ['__proto__', 'own'],
      ]),
    );
  });

  test('reject a span that cannot be stored, and take the others', () => {
    const {
      spans: taken,
      rejected,
      why,
    } = readOtlpJson(
      requestOf(
        { ...ID, ...TIMES, traceId: '00' },
        { ...ID, ...TIMES, spanId: '0000000000000000' },
        { ...ID },
        { ...ID, ...TIMES, parentSpanId: 'ff', links: [{ traceId: 'ff', spanId: 'ff' }], name: 'good' },
      ),
    );
    expect({ rejected, why }).toEqual({
      rejected: 3,
      why: 'a span has no start, or a time that no calendar has',
    });
    expect(taken).toMatchObject([{ name: 'good', parentSpanId: '', links: [] }]);
  });

  test('skip fields that they do not know, and take known ones of another type for unknown', () => {
    const writer = new BinaryWriter();
    writer.tag(1000, WireType.LengthDelimited).string('of the future');
    writer.tag(1, WireType.Varint).int64(5);
    const longer = Buffer.concat([protobuf, writer.finish()]);
    expect(readOtlpProtobuf(longer).spans).toEqual(readOtlpProtobuf(protobuf).spans);
    expect(readOtlpProtobuf(new Uint8Array()).spans).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a list of texts', '{"resourceSpans":["text"]}'],
    ['a name that is a number', requestOf({ ...ID, ...TIMES, name: 7 })],
    ['a time that is a fraction', requestOf({ ...ID, startTimeUnixNano: 1.5 })],
    [
      'a number that is none',
      requestOf({ ...ID, ...TIMES, attributes: [{ key: 'a', value: { intValue: '1e3' } }] }),
    ],
  ])('refuse %s', (_name, text) => {
    expect(() => readOtlpJson(text)).toThrow(MalformedInputError);
  });

  test('refuse values that are nested without end, before the stack is', () => {
    let value: object = { stringValue: 'deep' };
    for (let depth = 0; depth < 10_000; depth += 1) value = { arrayValue: { values: [value] } };
    expect(() => attributesOf({ key: 'deep', value })).toThrow(MalformedInputError);
    let bytes = new BinaryWriter().tag(1, WireType.LengthDelimited).string('deep').finish();
    const wrap = (number: number, inner: Uint8Array): Uint8Array<ArrayBuffer> =>
      new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inner).finish();
    for (let depth = 0; depth < 1000; depth += 1) bytes = wrap(5, wrap(1, bytes));
    const span = wrap(9, wrap(2, bytes));
    expect(() => readOtlpProtobuf(wrap(1, wrap(2, wrap(2, span))))).toThrow('nested');
  });

  test('refuse what two bytes each ask for memory with, and pass over what would not be kept', () => {
    const empty = (number: number, count: number): Uint8Array =>
      Buffer.alloc(2 * count, Buffer.from([(number << 3) | WireType.LengthDelimited, 0]));
    const within = (numbers: readonly number[], inner: Uint8Array): Uint8Array =>
      numbers.reduceRight(
        (bytes, number) => new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish(),
        inner,
      );
    const MANY = 200_000;
    for (const list of [empty(1, MANY), within([1], empty(2, MANY)), within([1, 2], empty(2, MANY))]) {
      expect(() => readOtlpProtobuf(list)).toThrow('more than 100000 items');
    }
    expect(() => readOtlpJson(`{"resourceSpans":[${'{},'.repeat(2 ** 20)}{}]}`)).toThrow('lists and objects');
    const ids = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(Buffer.alloc(16, 1));
    ids.tag(2, WireType.LengthDelimited).bytes(Buffer.alloc(8, 1)).tag(7, WireType.Bit64).fixed64(1);
    ids.tag(3, WireType.LengthDelimited).string('ot=th:8');
    const full = Buffer.concat([ids.finish(), empty(9, MANY), empty(11, MANY), empty(13, MANY)]);
    const [found] = readOtlpProtobuf(within([1, 2, 2], full)).spans;
    expect(found).toMatchObject({ attributes: { 'w3c.tracestate': 'ot=th:8' }, links: [] });
    expect(found!.events).toHaveLength(1000);
  });

  test(`refuse or read whatever comes, and never fail otherwise (seed ${SEED})`, () => {
    const random = new Random(SEED);
    let refused = 0;
    const outcome = (read: () => unknown): void => {
      try {
        read();
      } catch (error) {
        if (!(error instanceof MalformedInputError)) throw error;
        refused += 1;
      }
    };
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Buffer.from(
        round % 3 === 0 ? protobuf.subarray(0, random.below(protobuf.length)) : protobuf,
      );
      for (let change = random.below(4); change > 0; change -= 1) {
        bytes[random.below(bytes.length || 1)] = random.below(256);
      }
      outcome(() => readOtlpProtobuf(bytes));
      const at = random.below(json.length);
      outcome(() =>
        readOtlpJson(
          json.slice(0, at) +
            random.pick(['', '"', '{', 'null,', '1', '[]']) +
            json.slice(at + random.below(9)),
        ),
      );
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
