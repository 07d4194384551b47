import { hideCredentials } from '../../common/credentials-in-text.js';
import type { AttributeMap, AttributeValue } from '../model/trace-detail.js';
import type { Pairs, SpanRecord } from './span-record.js';

const REDACTED = 'REDACTED';

/** Headers and settings that are secrets, by the end of the name of their attribute. */
const SECRET_NAMES =
  /(?:^|[._-])(?:authorization|cookies?|password|passwd|secret|secret[._-]?(?:access[._-]?)?key|api[._-]?key|security[._-]token|access[._-]?token|session[._-]token|token|customer[._-]key)$/i;

/** What follows the scheme in an Authorization header, wherever it is quoted, and is no word. Source: RFC 9110, "Credentials". */
const CREDENTIALS = /\b([Bb]earer|[Bb]asic) +(?=[\w.~+/=-]+[A-Z\d=])[\w.~+/=-]{8,}/g;
/** Names with their texts in JSON, as a map of headers becomes; the last one may be cut off. */
const MEMBERS = /"([\w.-]{1,64})":(\[?)"(?:[^"\\]|\\.)*"?/g;

/** A span that others sent without what nobody should see. */
export function redacted(span: SpanRecord): SpanRecord {
  return {
    ...span,
    name: hidden(span.name),
    source: { ...span.source, resource: redactedMap(span.source.resource) },
    message: hidden(span.message),
    pairs: redactedPairs(span.pairs),
    events: span.events.map((event) => ({
      ...event,
      name: hidden(event.name),
      pairs: redactedPairs(event.pairs),
    })),
    links: span.links.map((link) => ({ ...link, pairs: redactedPairs(link.pairs) })),
  };
}

/** A span of the gateway: its attributes are made without secrets, but errors quote what they were given. */
export function withoutQuotedSecrets(span: SpanRecord): SpanRecord {
  if (span.events.length === 0 && span.message === '') return span;
  const events = span.events.map((event) => ({ ...event, pairs: redactedPairs(event.pairs) }));
  return { ...span, message: hidden(span.message), events };
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
  if (typeof value === 'string') return hidden(value);
  if (typeof value !== 'object') return value;
  return value.map((item) => (typeof item === 'string' ? hidden(item) : item));
}

function hidden(text: string): string {
  const clean = hideCredentials(text).replace(CREDENTIALS, `$1 ${REDACTED}`);
  if (!clean.includes('":')) return clean;
  return clean.replace(MEMBERS, (member: string, name: string, bracket: string) =>
    SECRET_NAMES.test(name) ? `"${name}":${bracket}"${REDACTED}"` : member,
  );
}
