import type { BinaryReader } from '@bufbuild/protobuf/wire';
import { MAX_ATTRIBUTES, MAX_ITEMS, storedAttributes, type IncomingValue } from './attribute-values.js';
import {
  IncomingSpans,
  MAX_EVENTS,
  MAX_LINKS,
  MAX_SPANS,
  type IncomingSpan,
  type SpanSource,
} from './incoming-spans.js';
import { MalformedInputError } from './malformed-input.error.js';
import {
  bytesField,
  fixed64Field,
  readMessage,
  varintField,
  type Fields,
  type ReadField,
} from './protobuf-message.js';
import { sourceOf } from './span-source.js';

// Field numbers. Source: opentelemetry-proto, collector/trace/v1, trace/v1, common/v1, resource/v1.

/** Lists and maps within each other. */
const MAX_DEPTH = 16;

/** One value in a box, so that it can be read as a field. */
interface Value {
  value: IncomingValue | undefined;
}
type Pair = [string, IncomingValue | undefined];
type Draft = IncomingSpan & { pairs: Pair[] };
interface Link {
  traceId: string;
  spanId: string;
  readonly pairs: Pair[];
}
interface Event {
  name: string;
  time: bigint;
  readonly pairs: Pair[];
}

const hex = (reader: BinaryReader): string => Buffer.from(reader.bytes()).toString('hex');

function valueFields(depth: number): Fields<Value> {
  const list = (bytes: Uint8Array): IncomingValue[] => {
    const items: IncomingValue[] = [];
    const item: ReadField<IncomingValue[]> = (found, reader) => {
      const bytes = reader.bytes();
      if (found.length >= MAX_ITEMS) return;
      const { value } = readValue(bytes, depth + 1);
      if (value !== undefined) found.push(value);
    };
    return readMessage(bytes, items, new Map([[bytesField(1), item]]));
  };
  const map = (bytes: Uint8Array): ReadonlyMap<string, IncomingValue> =>
    new Map(
      readPairs(bytes, depth + 1).filter((pair): pair is [string, IncomingValue] => pair[1] !== undefined),
    );
  return new Map<number, ReadField<Value>>([
    [bytesField(1), (target, reader) => (target.value = reader.string())],
    [varintField(2), (target, reader) => (target.value = reader.bool())],
    [varintField(3), (target, reader) => (target.value = BigInt(reader.int64()))],
    [fixed64Field(4), (target, reader) => (target.value = reader.double())],
    [bytesField(5), (target, reader) => (target.value = list(reader.bytes()))],
    [bytesField(6), (target, reader) => (target.value = map(reader.bytes()))],
    [bytesField(7), (target, reader) => (target.value = Buffer.from(reader.bytes()).toString('base64'))],
  ]);
}

/** By depth. */
const VALUE_FIELDS = Array.from({ length: MAX_DEPTH }, (_, depth) => valueFields(depth));

function readValue(bytes: Uint8Array, depth: number): Value {
  const fields = VALUE_FIELDS[depth];
  if (!fields) throw new MalformedInputError(`values are nested more than ${MAX_DEPTH} deep`);
  return readMessage<Value>(bytes, { value: undefined }, fields);
}

/** By depth; the last one reads only to find that its value is nested too deep. */
const PAIR_FIELDS = Array.from(
  { length: MAX_DEPTH + 1 },
  (_, depth): Fields<Pair> =>
    new Map<number, ReadField<Pair>>([
      [bytesField(1), (pair, reader) => (pair[0] = reader.string())],
      [bytesField(2), (pair, reader) => (pair[1] = readValue(reader.bytes(), depth).value)],
    ]),
);

/** Two bytes are a pair: what would be left out in the end is not made first. */
function addPairTo(pairs: Pair[], bytes: Uint8Array, depth: number): void {
  if (pairs.length < MAX_ATTRIBUTES)
    pairs.push(readMessage<Pair>(bytes, ['', undefined], PAIR_FIELDS[depth]!));
}

/** Of a message whose field 1 they are: a resource, a list of pairs. */
function readPairs(bytes: Uint8Array, depth = 0): Pair[] {
  const add: ReadField<Pair[]> = (pairs, reader) => addPairTo(pairs, reader.bytes(), depth);
  return readMessage<Pair[]>(bytes, [], new Map([[bytesField(1), add]]));
}

const addPair: ReadField<{ readonly pairs: Pair[] }> = ({ pairs }, reader) =>
  addPairTo(pairs, reader.bytes(), 0);

const EVENT_FIELDS: Fields<Event> = new Map<number, ReadField<Event>>([
  [fixed64Field(1), (event, reader) => (event.time = BigInt(reader.fixed64()))],
  [bytesField(2), (event, reader) => (event.name = reader.string())],
  [bytesField(3), addPair],
]);

const LINK_FIELDS: Fields<Link> = new Map<number, ReadField<Link>>([
  [bytesField(1), (link, reader) => (link.traceId = hex(reader))],
  [bytesField(2), (link, reader) => (link.spanId = hex(reader))],
  [bytesField(4), addPair],
]);

const STATUS_FIELDS: Fields<Draft> = new Map<number, ReadField<Draft>>([
  [bytesField(2), (span, reader) => (span.statusMessage = reader.string())],
  [varintField(3), (span, reader) => (span.status = reader.int32())],
]);

const SPAN_FIELDS: Fields<Draft> = new Map<number, ReadField<Draft>>([
  [bytesField(1), (span, reader) => (span.traceId = hex(reader))],
  [bytesField(2), (span, reader) => (span.spanId = hex(reader))],
  [bytesField(3), (span, reader) => (span.traceState = reader.string())],
  [bytesField(4), (span, reader) => (span.parentSpanId = hex(reader))],
  [bytesField(5), (span, reader) => (span.name = reader.string())],
  [varintField(6), (span, reader) => (span.kind = reader.int32())],
  [fixed64Field(7), (span, reader) => (span.start = BigInt(reader.fixed64()))],
  [fixed64Field(8), (span, reader) => (span.end = BigInt(reader.fixed64()))],
  [bytesField(9), addPair],
  [
    bytesField(11),
    (span, reader) => {
      const bytes = reader.bytes();
      if (span.events.length >= MAX_EVENTS) return;
      const { pairs, ...event } = readMessage<Event>(bytes, { name: '', time: 0n, pairs: [] }, EVENT_FIELDS);
      span.events.push({ ...event, attributes: storedAttributes(pairs) });
    },
  ],
  [
    bytesField(13),
    (span, reader) => {
      const bytes = reader.bytes();
      if (span.links.length >= MAX_LINKS) return;
      const { pairs, ...link } = readMessage<Link>(
        bytes,
        { traceId: '', spanId: '', pairs: [] },
        LINK_FIELDS,
      );
      span.links.push({ ...link, attributes: storedAttributes(pairs) });
    },
  ],
  [bytesField(15), (span, reader) => void readMessage(reader.bytes(), span, STATUS_FIELDS)],
]);

function readSpan(bytes: Uint8Array): IncomingSpan {
  const { pairs, ...span } = readMessage<Draft>(bytes, emptySpan(), SPAN_FIELDS);
  return { ...span, attributes: storedAttributes(pairs) };
}

function emptySpan(): Draft {
  const texts = { traceId: '', spanId: '', parentSpanId: '', traceState: '', name: '', statusMessage: '' };
  return {
    ...texts,
    kind: 0,
    start: 0n,
    end: 0n,
    status: 0,
    attributes: {},
    events: [],
    links: [],
    pairs: [],
  };
}

/** Fields that stand behind the spans count for them too: all are gathered first. */
interface Part {
  head: Uint8Array;
  readonly parts: Uint8Array[];
}

/** @throws MalformedInputError for more than there may be spans: each takes memory, though it be empty */
const addPart: ReadField<Pick<Part, 'parts'>> = ({ parts }, reader) => {
  if (parts.length >= MAX_SPANS) throw new MalformedInputError(`a list has more than ${MAX_SPANS} items`);
  parts.push(reader.bytes());
};

const PART_FIELDS: Fields<Part> = new Map<number, ReadField<Part>>([
  [bytesField(1), (part, reader) => (part.head = reader.bytes())],
  [bytesField(2), addPart],
]);

const readPart = (bytes: Uint8Array): Part =>
  readMessage<Part>(bytes, { head: new Uint8Array(), parts: [] }, PART_FIELDS);

interface Scope {
  name: string;
  version: string;
}

const SCOPE_FIELDS: Fields<Scope> = new Map<number, ReadField<Scope>>([
  [bytesField(1), (scope, reader) => (scope.name = reader.string())],
  [bytesField(2), (scope, reader) => (scope.version = reader.string())],
]);

/**
 * The spans of an ExportTraceServiceRequest, or of TracesData, which is the same on the wire.
 * @throws MalformedInputError when the bytes are no such message
 */
export function readOtlpProtobuf(bytes: Uint8Array): IncomingSpans {
  const found = new IncomingSpans();
  try {
    const { parts } = readMessage<Pick<Part, 'parts'>>(
      bytes,
      { parts: [] },
      new Map([[bytesField(1), addPart]]),
    );
    for (const part of parts) readResourceSpans(part, found);
    return found;
  } catch (error) {
    if (error instanceof MalformedInputError) throw error;
    throw new MalformedInputError('the body is no OTLP message in protobuf', { cause: error });
  }
}

function readResourceSpans(bytes: Uint8Array, found: IncomingSpans): void {
  const resource = readPart(bytes);
  const pairs = readPairs(resource.head);
  for (const part of resource.parts) {
    const { head, parts } = readPart(part);
    const { name, version } = readMessage<Scope>(head, { name: '', version: '' }, SCOPE_FIELDS);
    const source: SpanSource = sourceOf(storedAttributes(pairs), name, version);
    for (const span of parts) found.add(source, readSpan(span));
  }
}
