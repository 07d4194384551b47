import type { Pairs, SpanRecord } from './span-record.js';

/** Spans that are looked at, and names that are given, at most. */
const MAX_SPANS = 2_000;
const MAX_NAMES = 500;

/** Names of attributes as queries spell them, such as `span.s3.bucket`, in the order of the alphabet. */
export function attributeNames(spans: Iterable<SpanRecord>): string[] {
  const names = new Set<string>(['resource.service.name']);
  const add = (scope: string, attributes: Pairs): void => {
    for (let index = 0; index < attributes.length; index += 2)
      names.add(`${scope}.${attributes[index] as string}`);
  };
  let left = MAX_SPANS;
  for (const { pairs, events, links, source } of spans) {
    add('span', pairs);
    for (const event of events) add('event', event.pairs);
    for (const link of links) add('link', link.pairs);
    for (const name of Object.keys(source.resource ?? {})) names.add(`resource.${name}`);
    left -= 1;
    if (left === 0 || names.size >= MAX_NAMES) break;
  }
  return [...names].slice(0, MAX_NAMES).toSorted();
}
