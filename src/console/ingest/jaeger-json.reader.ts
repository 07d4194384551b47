import { storedAttributes, type IncomingValue } from './attribute-values.js';
import { IncomingSpans, type IncomingSpan } from './incoming-spans.js';
import { objectOf, objectsOf, textOf, wholeOf, type JsonObject } from './json-fields.js';
import { sourceOf } from './span-source.js';

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

/** Tags that say what is no attribute in OTLP. */
const OWN_TAGS: ReadonlySet<string> = new Set([
  'span.kind',
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
]);

type Tags = ReadonlyMap<string, IncomingValue>;

/**
 * The spans of traces in Jaeger's legacy JSON: of `{"data": […]}`, which Jaeger's API answers.
 * @throws MalformedInputError when they are none
 */
export function readJaegerTraces(data: unknown): IncomingSpans {
  const found = new IncomingSpans();
  for (const trace of objectsOf(data, 'data')) {
    const processes = objectOf(trace['processes'], 'processes');
    for (const span of objectsOf(trace['spans'], 'spans')) {
      const process = objectOf(processes[textOf(span['processID'], 'processID')], 'process');
      const tags = tagsOf(span['tags']);
      const resource = storedAttributes([
        ...tagsOf(process['tags']),
        ['service.name', textOf(process['serviceName'], 'serviceName')],
      ]);
      const [scope, version] = [textTag(tags, 'otel.scope.name'), textTag(tags, 'otel.scope.version')];
      found.add(sourceOf(resource, scope, version), readSpan(span, tags));
    }
  }
  return found;
}

function readSpan(span: JsonObject, tags: Tags): IncomingSpan {
  const traceId = id(span['traceID'], 32);
  const references = objectsOf(span['references'], 'references').map((reference) => ({
    isParent: reference['refType'] === 'CHILD_OF',
    traceId: id(reference['traceID'], 32),
    spanId: id(reference['spanID'], 16),
  }));
  const parent = references.find((one) => one.isParent && one.traceId === traceId);
  const start = microseconds(span['startTime'], 'startTime');
  return {
    traceId,
    spanId: id(span['spanID'], 16),
    parentSpanId: parent?.spanId ?? id(span['parentSpanID'], 16),
    // It is the attribute of its name already.
    traceState: '',
    name: textOf(span['operationName'], 'operationName'),
    kind: Math.max(0, KINDS.indexOf(textTag(tags, 'span.kind'))),
    start,
    end: start + microseconds(span['duration'], 'duration'),
    attributes: storedAttributes([...tags].filter(([key]) => !OWN_TAGS.has(key))),
    events: objectsOf(span['logs'], 'logs').map(readLog),
    links: references
      .filter((one) => one !== parent)
      .map((one) => ({ traceId: one.traceId, spanId: one.spanId, attributes: {} })),
    status: statusOf(tags),
    statusMessage: textTag(tags, 'otel.status_description'),
  };
}

function readLog(log: JsonObject): IncomingSpan['events'][number] {
  const fields = new Map(tagsOf(log['fields']));
  const name = fields.get('event');
  fields.delete('event');
  return {
    name: typeof name === 'string' ? name : 'log',
    time: microseconds(log['timestamp'], 'timestamp'),
    attributes: storedAttributes(fields),
  };
}

function statusOf(tags: Tags): number {
  const error = tags.get('error');
  if (error === true || error === 'true') return STATUSES.indexOf('ERROR');
  return Math.max(0, STATUSES.indexOf(textTag(tags, 'otel.status_code')));
}

function textTag(tags: Tags, key: string): string {
  const value = tags.get(key);
  return typeof value === 'string' ? value : '';
}

/** Tags by key; whole numbers beyond those of JavaScript come as texts. */
function tagsOf(tags: unknown): Map<string, IncomingValue> {
  return new Map(
    objectsOf(tags, 'tags').flatMap(({ key, type, value }) => {
      const isWhole = type === 'int64' && typeof value === 'string';
      const read = isWhole ? wholeOf(value, 'value') : value;
      const isKnown = ['string', 'number', 'boolean', 'bigint'].includes(typeof read);
      return isKnown ? [[textOf(key, 'key'), read as IncomingValue] as const] : [];
    }),
  );
}

/** Hex that older versions wrote without leading zeros. */
function id(value: unknown, digits: number): string {
  const text = textOf(value, 'id').toLowerCase();
  return text === '' ? '' : text.padStart(digits, '0');
}

/** As nanoseconds. */
const microseconds = (value: unknown, name: string): bigint => wholeOf(value, name) * 1000n;
