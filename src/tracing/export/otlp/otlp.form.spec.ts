import { SpanKind, SpanStatusCode, type Attributes, type AttributeValue } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { decodeProtobufRequest } from '../../../../test/support/otlp-protobuf.js';
import { Random, SEED } from '../../../../test/support/random.js';
import { LocalRoot } from '../../recorder/local-root.js';
import { newSpanId, newTraceId } from '../../recorder/random-ids.js';
import { RecordedSpan } from '../../recorder/recorded-span.js';
import { SpanDecoder } from '../span-decoder.js';
import type { GroupPart } from '../span-form.js';
import { TraceEncoder } from '../trace-encoder.js';
import { OtlpForm, type OtlpGroup } from './otlp.form.js';
import { ROOT_KEEPER } from '../../../../test/support/root-keeper.js';

/** Spans that have more than they may have elsewhere. */
const KEEPER = { ...ROOT_KEEPER, spanLimits: { attributes: 10_000, events: 100_000, links: 1_000 } };

const START = 1_900_000_000_000;

const RESOURCE = resourceFromAttributes(
  { 'service.name': 'glassgate', 'process.pid': 17, 'host.ip': ['127.0.0.1', '::1'], yes: true },
  { schemaUrl: 'https://opentelemetry.io/schemas/1.45.0' },
);

/** Both ways that a package can go: by the bytes here, and by the SDK. */
class BothWays {
  readonly encoder = new TraceEncoder();
  readonly parts: GroupPart<OtlpGroup>[] = [];
  readonly spans: ReadableSpan[] = [];
  private readonly form: OtlpForm;
  private readonly decoder: SpanDecoder;

  constructor(valueLimit = Infinity) {
    this.form = new OtlpForm(RESOURCE, valueLimit);
    this.decoder = new SpanDecoder(RESOURCE, valueLimit);
  }

  send(): void {
    const bytes = this.encoder.bytes;
    const encoded = structuredClone(this.encoder.take()!);
    const group = this.form.read({ encoded, bytes });
    this.parts.push({ group, from: 0, to: group.length });
    this.spans.push(...this.decoder.decode(encoded));
  }

  skip(): void {
    const encoded = this.encoder.take()!;
    this.form.skip({ encoded, bytes: 0 });
    this.decoder.skip(encoded);
  }

  /**
   * What both ways say where they differ, `undefined` where no byte does.
   * @param from index of the first span
   * @param to index behind the last
   */
  difference(from = 0, to = this.spans.length): object | undefined {
    let first = 0;
    const parts = this.parts.flatMap(({ group }) => {
      const part = { group, from: Math.max(0, from - first), to: Math.min(group.length, to - first) };
      first += group.length;
      return part.from < part.to ? [part] : [];
    });
    const { length, message } = this.form.batch(parts);
    const bytes = Buffer.from(message);
    const wanted = Buffer.from(ProtobufTraceSerializer.serializeRequest(this.spans.slice(from, to))!);
    if (length === to - from && bytes.equals(wanted)) return undefined;
    return { length, wanted: decodeProtobufRequest(wanted), got: decodeProtobufRequest(bytes) };
  }
}

function rootWith(parent?: LocalRoot['remote'], startTime = START): { root: LocalRoot; span: RecordedSpan } {
  const root = new LocalRoot(KEEPER, parent?.traceId ?? newTraceId(), 1, parent);
  const span = new RecordedSpan(root, undefined, 'S3.GetObject', SpanKind.SERVER, startTime);
  root.add(span);
  return { root, span };
}

/** Where both ways differ for one span. */
function difference(describe: (span: RecordedSpan) => void, valueLimit?: number): object | undefined {
  const ways = new BothWays(valueLimit);
  const { root, span } = rootWith();
  describe(span);
  span.end();
  ways.encoder.add(root);
  ways.send();
  return ways.difference();
}

/** Sets each on its own, so that none replaces another before it is written. */
function setAll(span: RecordedSpan, values: readonly AttributeValue[]): void {
  for (const [index, value] of values.entries()) span.setAttribute(`value.${index}`, value);
}

const TEXTS = [
  '',
  'plain',
  'Grüße, 世界 🎉',
  '\u0000\u007f\u0080\u07ff\u0800\uffff',
  '\ud83d',
  '\udc00 behind',
  'before \ud83d',
  '\udc00\ud83d twisted',
  `${'a'.repeat(126)}é`,
  ...[126, 127, 128, 129, 255, 256, 257, 16_383, 16_384, 20_000].map((length) => 'x'.repeat(length)),
  ...[41, 42, 43, 85, 86, 5_461, 5_462, 300_000].map((length) => '世'.repeat(length)),
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  16_383,
  16_384,
  0.1,
  -2.5,
  1e300,
  5e-324,
  NaN,
  Infinity,
  -Infinity,
].concat(
  [31, 32, 53, 62, 63, 64].flatMap((bits) => [2 ** bits, 2 ** bits - 1, -(2 ** bits), -(2 ** bits) - 1]),
);

describe('OtlpForm', () => {
  it('writes every text as the SDK does, broken ones too', () => {
    expect(difference((span) => setAll(span, TEXTS))).toBeUndefined();
    for (const text of TEXTS)
      expect(
        difference((span) => {
          span.setStatus({ code: SpanStatusCode.ERROR, message: text }).addEvent(text, { [text]: text });
          span.updateName(text);
        }),
      ).toBeUndefined();
  });

  it('writes every number as the SDK does', () => {
    expect(difference((span) => setAll(span, NUMBERS))).toBeUndefined();
  });

  it('writes lists and what is no attribute of the specification as the SDK does', () => {
    const odd = [null, { a: 1, b: ['c', { d: null }] }, [[1, 'x'], []]] as AttributeValue[];
    expect(
      difference((span) =>
        setAll(span, [true, false, [], TEXTS, NUMBERS, [true, false], ['', null], ...odd]),
      ),
    ).toBeUndefined();
  });

  it('writes a name that stands there twice once, with its last value', () => {
    expect(
      difference((span) => {
        for (const [name, value] of [
          ['a', 1],
          ['b', 'b'],
          ['a', 'two'],
          ['c', [1]],
          ['b', true],
          ['a', [3]],
        ] as const)
          span.setAttribute(name, value as AttributeValue);
      }),
    ).toBeUndefined();
  });

  it('cuts texts at the limit, wherever that is', () => {
    for (const limit of [1, 2, 9, 13, 127, 128, 300])
      expect(difference((span) => setAll(span, [...TEXTS, TEXTS]), limit)).toBeUndefined();
    expect(
      difference((span) => {
        for (const value of ['long enough', 'longer than that']) span.setAttribute('twice', value);
      }, 4),
    ).toBeUndefined();
  });

  it('writes times to the nanosecond', () => {
    for (const time of [0, 999.9999999, 1_000, 4_294_967.296, START + 0.0625, START + 999.75, 2 ** 43]) {
      const ways = new BothWays();
      const { root, span } = rootWith(undefined, time);
      span.addEvent('then', undefined, [Math.floor(time / 1000), 123_456_789]);
      span.endTime = time + 0.5;
      ways.encoder.add(root);
      ways.send();
      expect(ways.difference()).toBeUndefined();
    }
  });

  it('writes ten thousand events, attributes and links', () => {
    expect(
      difference((span) => {
        for (let index = 0; index < 10_000; index += 1)
          span.addEvent(`event ${index % 7}`, { index, text: 'x'.repeat(index % 300) }, START + index);
        for (let index = 0; index < 9_000; index += 1) span.setAttribute(`name ${index}`, index);
        // Behind the names that are numbered.
        for (let index = 5_000; index < 9_000; index += 100) span.setAttribute(`name ${index}`, 'again');
        for (let index = 0; index < 1_000; index += 1)
          span.addLink({
            context: { traceId: newTraceId(), spanId: newSpanId(), traceFlags: index % 2 },
            attributes: { index },
          });
      }),
    ).toBeUndefined();
  });

  it('says which parents are remote, and hands on the state of the trace', () => {
    const ways = new BothWays();
    const traceState = new TraceState('vendor=a,other=b');
    for (const state of [undefined, traceState]) {
      const remote = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: 3, traceState: state };
      const { root, span } = rootWith(remote);
      const child = new RecordedSpan(root, span, 'Posix.IO.ReadData', SpanKind.INTERNAL, START + 1);
      root.add(child);
      child.end();
      span.end();
      ways.encoder.add(root);
    }
    ways.send();
    expect(ways.difference()).toBeUndefined();
  });

  it('knows the names of packages that were skipped', () => {
    const ways = new BothWays();
    for (const isWanted of [false, true, false, true]) {
      const { root, span } = rootWith();
      span.setAttribute(`wanted ${isWanted}`, isWanted);
      span.end();
      ways.encoder.add(root);
      if (isWanted) ways.send();
      else ways.skip();
    }
    expect(ways.difference()).toBeUndefined();
  });

  it('says how large each span is', () => {
    const ways = new BothWays();
    const { root, span } = rootWith();
    span.setAttribute('text', 'x'.repeat(1_000));
    span.end();
    ways.encoder.add(root);
    ways.encoder.add(rootWith().root);
    ways.encoder.addSpan(root, span);
    ways.send();
    const { group } = ways.parts[0]!;
    expect(group.length).toBe(2);
    expect(group.size(0)).toBe(group.size(1));
    expect(group.size(0)).toBeGreaterThan(1_000);
    expect(group.size(0) + group.size(1)).toBe(group.bytes);
  });

  it(`puts any spans of any packages together as the SDK does (seed ${SEED})`, () => {
    const random = new Random(SEED);
    for (let round = 0; round < 20; round += 1) {
      const ways = new BothWays(random.pick([Infinity, 5, 50]));
      for (let packages = 1 + random.below(5); packages > 0; packages -= 1) {
        for (let traces = 1 + random.below(5); traces > 0; traces -= 1) ways.encoder.add(someTrace(random));
        ways.send();
      }
      expect(ways.difference()).toBeUndefined();
      for (let from = 0, to = 0; to < ways.spans.length; from = to) {
        to = Math.min(ways.spans.length, from + 1 + random.below(20));
        expect(ways.difference(from, to)).toBeUndefined();
      }
    }
  });
});

function someTrace(random: Random): LocalRoot {
  const remote = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: random.below(4) };
  const { root, span } = rootWith(random.pick([undefined, remote]), START + random.next() * 1e6);
  for (let children = random.below(8); children > 0; children -= 1) {
    const parent = random.pick(root.spans);
    const start = START + random.next() * 1e6;
    root.add(new RecordedSpan(root, parent, someText(random), random.below(5), start));
  }
  for (const recorded of root.spans) {
    recorded.scope = random.pick(['glassgate', 'sdk', 'Grüße']) ?? '';
    for (let count = random.below(15); count > 0; count -= 1)
      recorded.setAttribute(someName(random), someValue(random));
    for (let count = random.below(3); count > 0; count -= 1)
      recorded.addEvent(someText(random), someAttributes(random), START + random.next() * 1e6);
    for (let count = random.below(3); count > 0; count -= 1)
      recorded.addLink({ context: span.spanContext(), attributes: someAttributes(random) });
    recorded.setStatus({ code: random.below(3), message: someText(random) });
    recorded.droppedAttributes = random.below(3) * 100;
    recorded.droppedEvents = random.below(3) * 100;
    recorded.end(recorded.startTime + random.next() * 1e4);
  }
  return root;
}

const someName = (random: Random): string => `name.${random.below(30)}`;

const someText = (random: Random): string =>
  Array.from({ length: random.below(4) }, () => random.pick(TEXTS.slice(0, 14))).join('-');

function someValue(random: Random): AttributeValue {
  const kind = random.below(6);
  if (kind === 0) return random.pick(NUMBERS)!;
  if (kind === 1) return random.pick([true, false])!;
  if (kind === 2) return Array.from({ length: random.below(4) }, () => someText(random));
  if (kind === 3) return Math.floor((random.next() - 0.5) * 2 ** (1 + random.below(63)));
  return someText(random);
}

function someAttributes(random: Random): Attributes | undefined {
  const entries = Array.from({ length: random.below(4) }, () => [someName(random), someValue(random)]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Attributes);
}
