import { storedAttributes, type IncomingValue } from './attribute-values.js';
import { IncomingSpans, type IncomingSpan } from './incoming-spans.js';
import { objectOf, objectsOf, parseJson, textOf, wholeOf, type JsonObject } from './json-fields.js';
import { MalformedInputError } from './malformed-input.error.js';
import { sourceOf } from './span-source.js';

/** Lists and maps within each other. */
const MAX_DEPTH = 16;

/** Kinds and statuses as texts, which some senders write. Source: Protocol Buffers "ProtoJSON Format". */
const KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_NAMES = ['UNSET', 'OK', 'ERROR'];

/**
 * The spans of an ExportTraceServiceRequest in JSON. Source: OTLP "JSON Protobuf Encoding": ids in hex, 64-bit numbers as
 * texts, enumerations as numbers, unknown fields ignored.
 * @throws MalformedInputError when the text is no such message
 */
export function readOtlpJson(text: string): IncomingSpans {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) throw new MalformedInputError('the body is no JSON object');
  return readResourceSpans(body);
}

/** Those of a message that is parsed already. @throws MalformedInputError */
export function readResourceSpans(body: object): IncomingSpans {
  const found = new IncomingSpans();
  for (const part of objectsOf(objectOf(body, 'the body')['resourceSpans'], 'resourceSpans')) {
    const resource = attributes(objectOf(part['resource'], 'resource'));
    for (const { scope, spans } of objectsOf(part['scopeSpans'], 'scopeSpans')) {
      const { name, version } = objectOf(scope, 'scope');
      const source = sourceOf(resource, textOf(name, 'scope.name'), textOf(version, 'scope.version'));
      for (const span of objectsOf(spans, 'spans')) found.add(source, readSpan(span));
    }
  }
  return found;
}

function readSpan(span: JsonObject): IncomingSpan {
  const status = objectOf(span['status'], 'status');
  return {
    traceId: id(span, 'traceId'),
    spanId: id(span, 'spanId'),
    parentSpanId: id(span, 'parentSpanId'),
    traceState: textOf(span['traceState'], 'traceState'),
    name: textOf(span['name'], 'name'),
    kind: enumeration(span['kind'], 'kind', KIND_NAMES),
    start: wholeOf(span['startTimeUnixNano'], 'startTimeUnixNano'),
    end: wholeOf(span['endTimeUnixNano'], 'endTimeUnixNano'),
    attributes: attributes(span),
    events: objectsOf(span['events'], 'events').map((event) => ({
      name: textOf(event['name'], 'events.name'),
      time: wholeOf(event['timeUnixNano'], 'events.timeUnixNano'),
      attributes: attributes(event),
    })),
    links: objectsOf(span['links'], 'links').map((link) => ({
      traceId: id(link, 'traceId'),
      spanId: id(link, 'spanId'),
      attributes: attributes(link),
    })),
    status: enumeration(status['code'], 'status.code', STATUS_NAMES),
    statusMessage: textOf(status['message'], 'status.message'),
  };
}

const id = (owner: JsonObject, name: string): string => textOf(owner[name], name).toLowerCase();

function enumeration(value: unknown, name: string, names: readonly string[]): number {
  if (typeof value !== 'string' || /^\d/.test(value)) return Number(wholeOf(value, name));
  return Math.max(
    0,
    names.findIndex((one) => value.endsWith(`_${one}`)),
  );
}

function attributes(owner: JsonObject): ReturnType<typeof storedAttributes> {
  return storedAttributes(pairs(owner['attributes'], 0));
}

function pairs(list: unknown, depth: number): [string, IncomingValue | undefined][] {
  return objectsOf(list, 'attributes').map(({ key, value }) => [
    textOf(key, 'key'),
    readValue(objectOf(value, 'value'), depth),
  ]);
}

function readValue(value: JsonObject, depth: number): IncomingValue | undefined {
  if (depth >= MAX_DEPTH) throw new MalformedInputError(`values are nested more than ${MAX_DEPTH} deep`);
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (stringValue !== undefined) return textOf(stringValue, 'stringValue');
  if (boolValue !== undefined) return boolValue === true;
  if (intValue !== undefined) return wholeOf(intValue, 'intValue');
  if (doubleValue !== undefined) return double(doubleValue);
  if (bytesValue !== undefined) return textOf(bytesValue, 'bytesValue');
  if (arrayValue !== undefined) {
    return objectsOf(objectOf(arrayValue, 'arrayValue')['values'], 'values')
      .map((item) => readValue(item, depth + 1))
      .filter((item) => item !== undefined);
  }
  if (kvlistValue === undefined) return undefined;
  const found = pairs(objectOf(kvlistValue, 'kvlistValue')['values'], depth + 1);
  return new Map(found.filter((pair): pair is [string, IncomingValue] => pair[1] !== undefined));
}

/** `NaN` and the infinities are texts. */
function double(value: unknown): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value !== '' ? Number(value) : NaN;
  if (Number.isNaN(number) && value !== 'NaN') throw new MalformedInputError('doubleValue: is not a number');
  return number;
}
