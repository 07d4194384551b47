import type { AttributeMap, AttributeValue, StoredSpan } from '../model/trace-detail.js';

/** Characters of everything that stands around a value in JSON, about. */
const FRAME = 16;

/** Characters that a span takes in an answer, about: few bytes of the store may be many there, since it keeps a text once. */
export function spanSize({ attributes, events, links, resource = {} }: StoredSpan): number {
  const parts = [attributes, resource, ...events.map(attributesOf), ...links.map(attributesOf)];
  return parts.reduce((sum, part) => sum + mapSize(part), 0);
}

const attributesOf = (owner: { readonly attributes: AttributeMap }): AttributeMap => owner.attributes;

function mapSize(attributes: AttributeMap): number {
  let size = FRAME;
  for (const name in attributes) size += name.length + FRAME + valueSize(attributes[name]!);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' ? value.reduce<number>((sum, item) => sum + valueSize(item) + 2, 0) : 8;
}
