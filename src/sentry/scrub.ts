import type { ErrorEvent } from '@sentry/node';
import { hideCredentials } from '../common/credentials-in-text.js';

const REDACTED = '[redacted]';

/** Shorter secrets would be found in ordinary words. */
const MIN_SECRET_LENGTH = 6;
const MAX_DEPTH = 12;

/** A header with its value, as text or as JSON. */
const HEADERS =
  /\b((?:proxy-)?authorization|(?:set-)?cookie|x-amz-security-token|x-amz-(?:copy-source-)?server-side-encryption-customer-key|x-amz-meta-[\w-]+)(["']?\s*[:=]\s*)[^\r\n]+/gi;

/** What V8 quotes of a text that it could not read as JSON: metadata, perhaps. */
const QUOTED_JSON = /"[^]*"(?:\.\.\.)? is not valid JSON/g;

/** Everything of an event that is text from a request or an error; the rest is the SDK's own. */
const PARTS = [
  'exception',
  'message',
  'logentry',
  'request',
  'extra',
  'contexts',
  'tags',
  'transaction',
] as const;

/**
 * What an event is before it leaves: without body, cookies, user and breadcrumbs, and with credentials taken out of every
 * text. The allow-lists of the SDK come first; this holds for what they do not see, such as the message of an error.
 * @param secrets of this gateway's configuration
 */
export function scrubber(secrets: readonly string[]): (event: ErrorEvent) => ErrorEvent {
  const known = secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH);
  const clean = (text: string): string => {
    const rest = known.reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
    return hideCredentials(rest.replace(QUOTED_JSON, `${REDACTED} is not valid JSON`), REDACTED).replace(
      HEADERS,
      `$1$2${REDACTED}`,
    );
  };
  return (event) => {
    delete event.user;
    delete event.breadcrumbs;
    if (event.request) {
      const { method, url, query_string, headers } = event.request;
      // The query stands beside it, by the allow-list.
      event.request = { method, url: url?.split('?')[0], query_string, headers };
    }
    for (const part of PARTS) {
      if (event[part] !== undefined) Object.assign(event, { [part]: mapTexts(event[part], clean) });
    }
    return event;
  };
}

function mapTexts(value: unknown, map: (text: string) => string, depth = MAX_DEPTH): unknown {
  if (typeof value === 'string') return map(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapTexts(item, map, depth - 1)]),
  );
}
