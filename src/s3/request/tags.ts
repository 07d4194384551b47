import type { Tags } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** Source: S3 User Guide, "Categorizing your objects using tags". */
const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

export type TagPair = readonly [key: string, value: string];

/** `k=v&k2=v2`, percent-encoded. @throws S3Error InvalidArgument */
export function parseTaggingHeader(header: string): TagPair[] {
  if (header === '') return [];
  return header.split('&', MAX_TAGS + 1).map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (name === '') throw malformedHeader(header);
    try {
      return [decode(name), equals < 0 ? '' : decode(pair.slice(equals + 1))];
    } catch {
      throw malformedHeader(header);
    }
  });
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

const malformedHeader = (header: string): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: 'x-amz-tagging', ArgumentValue: header.slice(0, 1024) },
    {
      message:
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    },
  );

/** The members of a Tagging document. @throws S3Error MalformedXML */
export function readTagging(document: XmlElement): TagPair[] {
  return document
    .requiredChild('TagSet')
    .children('Tag')
    .map((tag) => [tag.requiredText('Key'), tag.requiredText('Value')]);
}

/** A Tagging document. */
export function writeTagging(tags: Tags): XmlContent {
  return { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
}

/** @throws S3Error BadRequest (too many), InvalidTag */
export function checkTags(pairs: readonly TagPair[]): Tags {
  if (pairs.length > MAX_TAGS) {
    throw new S3Error('BadRequest', {}, { message: 'Object tags cannot be greater than 10' });
  }
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (tags.has(key)) {
      throw new S3Error(
        'InvalidTag',
        { TagKey: key },
        { message: 'Cannot provide multiple Tags with the same key' },
      );
    }
    if (!isTagText(key, 1, MAX_KEY_LENGTH)) {
      throw new S3Error(
        'InvalidTag',
        { TagKey: key.slice(0, 256) },
        { message: 'The TagKey you have provided is invalid' },
      );
    }
    if (!isTagText(value, 0, MAX_VALUE_LENGTH)) {
      throw new S3Error(
        'InvalidTag',
        { TagKey: key, TagValue: value.slice(0, 512) },
        { message: 'The TagValue you have provided is invalid' },
      );
    }
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** Letters, digits and spaces of any script, and `+ - = . _ : / @`; lengths in characters. */
function isTagText(text: string, min: number, max: number): boolean {
  // Two units of UTF-16 make one character at most.
  if (text.length > max * 2) return false;
  const length = Array.from(text).length;
  return length >= min && length <= max && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}
