import type { AttributeMap, AttributeValue, TraceSpan } from '../../src/console/model/trace-detail.js';
import { parseDuration } from '../format/duration.js';
import { parseConditions, type Comparison, type Condition } from './condition-parser.js';

type Test = (span: TraceSpan) => boolean;

/** Fields that hold for the trace as a whole: they say nothing of a span. */
const OF_TRACE: ReadonlySet<string> = new Set(['traceDuration', 'rootName', 'rootServiceName']);

/**
 * Marks with 1 the spans that a text is about: conditions as TraceQL has them, in braces or without, or else any text in
 * the name, the service, the status, the events or the values of attributes.
 * @returns `undefined` for an empty text
 */
export function matchesOf(spans: readonly TraceSpan[], text: string): Uint8Array | undefined {
  if (text.trim() === '') return undefined;
  const condition = parseConditions(text);
  const test = condition ? testOf(condition) : containing(text.trim().toLowerCase());
  return Uint8Array.from(spans, (span) => Number(test(span)));
}

function testOf(condition: Condition): Test {
  if (condition.kind === 'comparison') return comparing(condition.comparison);
  const tests = condition.conditions.map(testOf);
  return condition.kind === 'all'
    ? (span) => tests.every((test) => test(span))
    : (span) => tests.some((test) => test(span));
}

function containing(text: string): Test {
  const has = (value: AttributeValue): boolean => String(value).toLowerCase().includes(text);
  const inMap = (attributes: AttributeMap): boolean => Object.values(attributes).some(has);
  return ({ name, service, statusMessage, attributes, events }) =>
    has(name) ||
    has(service) ||
    has(statusMessage) ||
    inMap(attributes) ||
    events.some((event) => has(event.name) || inMap(event.attributes));
}

function comparing({ field, operator, value }: Comparison): Test {
  if (OF_TRACE.has(field)) return () => true;
  const compare = comparerOf(operator, value);
  const values = readerOf(field);
  return (span) => values(span).some(compare);
}

/** Values that a span has for a field. */
function readerOf(field: string): (span: TraceSpan) => readonly AttributeValue[] {
  const [, scope = '', name = ''] = /^(span|resource|event|link)?\.(.+)$/.exec(field) ?? [];
  const of = (attributes: AttributeMap): AttributeValue[] => valuesOf(attributes[name]);
  if (name === 'service.name' && scope !== 'span') return ({ service }) => [service];
  if (scope === 'event') return ({ events }) => events.flatMap(({ attributes }) => of(attributes));
  if (scope === 'link') return ({ links }) => links.flatMap(({ attributes }) => of(attributes));
  if (name !== '') return ({ attributes }) => of(attributes);
  switch (field) {
    case 'name':
      return (span) => [span.name];
    case 'status':
      return ({ status }) => [status.toLowerCase()];
    case 'kind':
      return ({ kind }) => [kind.toLowerCase()];
    case 'duration':
      return ({ duration }) => [duration];
    default:
      return ({ attributes }) => valuesOf(attributes[field]);
  }
}

function valuesOf(value: AttributeValue | undefined): AttributeValue[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? [...value] : [value];
}

function comparerOf(operator: string, wanted: string): (value: AttributeValue) => boolean {
  const number = parseDuration(wanted) ?? Number(wanted);
  const isSame = (value: AttributeValue): boolean =>
    typeof value === 'number' ? value === number : String(value) === wanted;
  switch (operator) {
    case '=':
      return isSame;
    case '!=':
      return (value) => !isSame(value);
    case '<':
      return (value) => Number(value) < number;
    case '<=':
      return (value) => Number(value) <= number;
    case '>':
      return (value) => Number(value) > number;
    case '>=':
      return (value) => Number(value) >= number;
    default:
      return patternOf(operator, wanted);
  }
}

/** The whole value has to fit, as in TraceQL. */
function patternOf(operator: string, text: string): (value: AttributeValue) => boolean {
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${text})$`);
  } catch {
    return () => false;
  }
  return (value) => pattern.test(String(value)) === (operator === '=~');
}
