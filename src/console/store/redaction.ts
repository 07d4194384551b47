import { hideCredentials } from '../../common/credentials-in-text.js';
import type { AttributeMap, AttributeValue } from '../model/trace-detail.js';
import type { Pairs, SpanRecord } from './span-record.js';

const REDACTED = 'REDACTED';

/** Headers and settings that are secrets, by the end of the name of their attribute. */
const SECRET_NAMES =
  /(?:^|[._-])(?:authorization|cookies?|password|passwd|secret|secret[._-]?(?:access[._-]?)?key|api[._-]?key|security[._-]token|access[._-]?token|session[._-]token|token|customer[._-]key)$/i;

/** A span that others sent without what nobody should see. */
export function redacted(span: SpanRecord): SpanRecord {
  return {
    ...span,
    name: hideCredentials(span.name),
    source: { ...span.source, resource: redactedMap(span.source.resource) },
    message: hideCredentials(span.message),
    pairs: redactedPairs(span.pairs),
    events: span.events.map((event) => ({ ...event, pairs: redactedPairs(event.pairs) })),
    links: span.links.map((link) => ({ ...link, pairs: redactedPairs(link.pairs) })),
  };
}

/** A span of the gateway: its attributes are made without secrets, but errors quote what they were given. */
export function withoutQuotedSecrets(span: SpanRecord): SpanRecord {
  if (span.events.length === 0 && span.message === '') return span;
  const events = span.events.map((event) => ({ ...event, pairs: redactedPairs(event.pairs) }));
  return { ...span, message: hideCredentials(span.message), events };
}

function redactedMap(attributes: AttributeMap | undefined): AttributeMap | undefined {
  if (!attributes) return undefined;
  const pairs = Object.entries(attributes).map(([name, value]) => [name, redactedOf(name, value)]);
  return Object.fromEntries(pairs) as AttributeMap;
}

function redactedPairs(pairs: Pairs): Pairs {
  return pairs.map((value, index) => {
    if (index % 2 === 0) return value;
    return redactedOf(pairs[index - 1] as string, value);
  });
}

const redactedOf = (name: string, value: AttributeValue): AttributeValue =>
  SECRET_NAMES.test(name) ? REDACTED : redactedValue(value);

function redactedValue(value: AttributeValue): AttributeValue {
  if (typeof value === 'string') return hideCredentials(value);
  if (typeof value !== 'object') return value;
  return value.map((item) => (typeof item === 'string' ? hideCredentials(item) : item));
}
