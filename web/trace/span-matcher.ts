import type { AttributeMap, AttributeValue, TraceSpan } from '../../src/console/model/trace-detail.js';
import type {
  Condition,
  Field,
  Operator,
  SpanExpression,
  TraceExpression,
} from '../../src/console/query/expression.js';
import { parseQuery } from '../../src/console/query/query-parser.js';
import { QueryError } from '../../src/console/query/query.error.js';

type Test = (span: TraceSpan) => boolean;

/**
 * Marks with 1 the spans that a text is about: a query in TraceQL, in braces or without, or else any text in the name, the
 * service, the status, the events or the values of attributes.
 * @returns `undefined` for an empty text
 */
export function matchesOf(spans: readonly TraceSpan[], text: string): Uint8Array | undefined {
  if (text.trim() === '') return undefined;
  const query = parsed(text);
  const test = query instanceof QueryError ? containing(text.trim().toLowerCase()) : traceTest(query);
  return Uint8Array.from(spans, (span) => Number(test(span)));
}

/** What is wrong with a text that looks like a query and is none, so that its words are looked for. */
export function faultOf(text: string): string | undefined {
  const query = /[{}=<>]/.test(text) ? parsed(text) : undefined;
  return query instanceof QueryError ? query.message : undefined;
}

function parsed(text: string): TraceExpression | QueryError {
  try {
    return parseQuery(text, wholePattern);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
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

/** What joins sets of spans holds for the trace, so each span of any of them is meant. */
function traceTest(expression: TraceExpression): Test {
  if (expression.kind === 'spans') return spanTest(expression.spans);
  const [left, right] = [traceTest(expression.left), traceTest(expression.right)];
  return (span) => left(span) || right(span);
}

function spanTest(expression: SpanExpression): Test {
  if (expression.kind === 'always') return () => true;
  if (expression.kind === 'condition') return conditionTest(expression.condition);
  const [left, right] = [spanTest(expression.left), spanTest(expression.right)];
  return expression.kind === 'and'
    ? (span) => left(span) && right(span)
    : (span) => left(span) || right(span);
}

function conditionTest({ field, operator, value }: Condition): Test {
  const values = readerOf(field);
  if (!values) return () => true;
  // Any value will do.
  if (value === null) return (span) => values(span).some((found) => found !== undefined);
  const compare = comparerOf(operator, value);
  const fits = (found: AttributeValue): boolean =>
    typeof found === 'object' ? found.some(fits) : typeof found === typeof value && compare(found);
  return (span) => values(span).some((found) => found !== undefined && fits(found));
}

type Values = readonly (AttributeValue | undefined)[];

/** What a span has for a field; `undefined` for a field that says nothing of a span: it holds for its trace. */
function readerOf(field: Field): ((span: TraceSpan) => Values) | undefined {
  const { name } = field;
  if (field.kind === 'attribute') return attributeReader(field);
  switch (name) {
    case 'name':
    case 'status':
    case 'statusMessage':
    case 'kind':
    case 'duration':
      return (span) => [span[name]];
    default:
      return undefined;
  }
}

function attributeReader({
  scope,
  name,
}: Extract<Field, { kind: 'attribute' }>): (span: TraceSpan) => Values {
  const ofResource = ({ service, resource }: TraceSpan): AttributeValue | undefined =>
    name === 'service.name' ? service : resource?.[name];
  switch (scope) {
    case 'span':
      return ({ attributes }) => [attributes[name]];
    case 'resource':
      return (span) => [ofResource(span)];
    case 'any':
      return (span) => [span.attributes[name], ofResource(span)];
    case 'event':
      return ({ events }) => events.map(({ attributes }) => attributes[name]);
    case 'link':
      return ({ links }) => links.map(({ attributes }) => attributes[name]);
  }
}

type Scalar = NonNullable<Condition['value']>;

/** Of values of one kind. */
function comparerOf(operator: Operator, wanted: Scalar): (value: Scalar) => boolean {
  switch (operator) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
    case '^=':
      return (value) => String(value).startsWith(String(wanted));
    case '=~':
    case '!~':
      return patternTest(operator, String(wanted));
  }
}

/** The whole value has to fit, as in TraceQL. @throws QueryError */
function wholePattern(pattern: string, position?: number): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    throw new QueryError('the pattern cannot be read', position);
  }
}

function patternTest(operator: '=~' | '!~', text: string): (value: Scalar) => boolean {
  const pattern = wholePattern(text);
  return (value) => pattern.test(String(value)) === (operator === '=~');
}
