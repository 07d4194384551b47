import { S3Error } from '../../errors/s3.error.js';
import type { LifecycleFilter } from '../../lifecycle/lifecycle-configuration.js';
import type { TagPair } from '../request/tags.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

const PREDICATES = ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'] as const;

/** Bytes. Source: S3 User Guide, "Lifecycle configuration elements". */
const MAX_PREFIX = 1024;

/** The sizes that S3 takes. */
const MAX_SIZE = 1_099_511_627_776_000;

/** In characters. Source: S3 User Guide, "Categorizing your objects using tags". */
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

/** A Filter: empty, one predicate, or several inside And. @throws S3Error MalformedXML, InvalidRequest */
export function readFilter(filter: XmlElement): LifecycleFilter {
  const and = filter.allowOnly(...PREDICATES, 'And').child('And');
  const members = (and ?? filter).children();
  const fits = and ? members.length > 1 && filter.children().length === 1 : members.length < 2;
  if (!fits) throw new S3Error('MalformedXML');
  return readPredicates(and?.allowOnly(...PREDICATES) ?? filter);
}

function readPredicates(element: XmlElement): LifecycleFilter {
  const prefix = element.optionalText('Prefix');
  const tags = element
    .children('Tag')
    .map((tag): TagPair => [tag.allowOnly('Key', 'Value').requiredText('Key'), tag.requiredText('Value')]);
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw invalid('Duplicate Tag Keys are not allowed.');
  tags.forEach(checkTag);
  return {
    prefix: prefix === undefined ? undefined : checkPrefix(prefix),
    tags: tags.length === 0 ? undefined : tags,
    ...readSizes(element),
  };
}

/** Tags that no object can bear are no fault of a filter. */
function checkTag([key, value]: TagPair): void {
  if (key.length === 0 || lengthOf(key) > MAX_TAG_KEY)
    throw invalid(`A Tag's Key must be a length between 1 and ${MAX_TAG_KEY}.`);
  if (lengthOf(value) > MAX_TAG_VALUE)
    throw invalid(`A Tag's Value must be a length between 0 and ${MAX_TAG_VALUE}.`);
}

const lengthOf = (text: string): number => Array.from(text).length;

export function checkPrefix(prefix: string): string {
  if (Buffer.byteLength(prefix) <= MAX_PREFIX) return prefix;
  throw invalid(`The maximum size of a prefix is ${MAX_PREFIX}`);
}

function readSizes(
  element: XmlElement,
): Pick<LifecycleFilter, 'objectSizeGreaterThan' | 'objectSizeLessThan'> {
  const objectSizeGreaterThan = sizeOf(element, 'ObjectSizeGreaterThan', 0);
  const objectSizeLessThan = sizeOf(element, 'ObjectSizeLessThan', 1);
  if (
    objectSizeGreaterThan !== undefined &&
    objectSizeLessThan !== undefined &&
    objectSizeLessThan <= objectSizeGreaterThan
  )
    throw invalid("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  return { objectSizeGreaterThan, objectSizeLessThan };
}

function sizeOf(element: XmlElement, name: string, min: number): number | undefined {
  const size = element.optionalInteger(name);
  if (size === undefined || (size >= min && size <= MAX_SIZE)) return size;
  throw invalid(`'${name}' should be between ${min} and ${MAX_SIZE}.`);
}

/** A Filter. */
export function writeFilter(filter: LifecycleFilter): XmlContent {
  const { prefix, tags = [], objectSizeGreaterThan, objectSizeLessThan } = filter;
  const content = {
    ObjectSizeGreaterThan: objectSizeGreaterThan,
    ObjectSizeLessThan: objectSizeLessThan,
    Prefix: prefix,
    Tag: tags.map(([Key, Value]) => ({ Key, Value })),
  };
  const count =
    tags.length +
    [prefix, objectSizeGreaterThan, objectSizeLessThan].filter((value) => value !== undefined).length;
  return count > 1 ? { And: content } : content;
}
