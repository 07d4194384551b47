import { unescape } from 'node:querystring';
import type { Tags } from '../../backend/model/object.js';
import { S3Error, type S3ErrorDetails } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** Source: S3 User Guide, "Categorizing your objects using tags". */
const MAX_TAGS = 10;

/** What tags stand on, with S3's limit and words. Source: S3 API Reference, PutObjectTagging, PutBucketTagging. */
export interface TagRules {
  readonly maxTags: number;
  readonly tooMany: string;
  /** Keys of AWS's own begin with `aws:`. */
  readonly reserved: string;
}

const OBJECT_TAGS: TagRules = {
  maxTags: MAX_TAGS,
  tooMany: 'Object tags cannot be greater than 10',
  reserved: 'Your TagKey cannot be prefixed with aws:',
};

export const BUCKET_TAGS: TagRules = {
  maxTags: 50,
  tooMany: 'Bucket tag count cannot be greater than 50',
  reserved: 'System tags cannot be added/updated by requester',
};

const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

export type TagPair = readonly [key: string, value: string];

/** `k=v&k2=v2`, percent-encoded; no key stands twice, and what is not UTF-8 becomes U+FFFD. @throws S3Error InvalidArgument */
export function parseTaggingHeader(header: string): TagPair[] {
  if (header === '') return [];
  const pairs = header.split('&', MAX_TAGS + 1).map((pair): TagPair => {
    const [name = '', value = '', ...more] = pair.split('=', 3);
    if (name === '' || more.length > 0 || BAD_ESCAPE.test(pair)) throw malformedHeader(header);
    return [decode(name), decode(value)];
  });
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw malformedHeader(header);
  return pairs;
}

const BAD_ESCAPE = /%(?![\da-f]{2})/i;

const decode = (text: string): string => unescape(text.replaceAll('+', ' '));

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
export const writeTagging = (tags: Tags): XmlContent => writeTagPairs(Object.entries(tags));

/** A Tagging document in this order. */
export const writeTagPairs = (pairs: readonly TagPair[]): XmlContent => ({
  TagSet: { Tag: pairs.map(([Key, Value]) => ({ Key, Value })) },
});

/** @throws S3Error BadRequest (too many), InvalidTag */
export function checkTags(pairs: readonly TagPair[], rules: TagRules = OBJECT_TAGS): Tags {
  if (pairs.length > rules.maxTags) throw new S3Error('BadRequest', {}, { message: rules.tooMany });
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (tags.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: key });
    if (!isTagText(key, 1, MAX_KEY_LENGTH))
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: key.slice(0, 256) });
    if (key.startsWith('aws:')) throw invalidTag(rules.reserved, { TagKey: key });
    if (!isTagText(value, 0, MAX_VALUE_LENGTH)) {
      throw invalidTag('The TagValue you have provided is invalid', {
        TagKey: key,
        TagValue: value.slice(0, 512),
      });
    }
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

const invalidTag = (message: string, details: S3ErrorDetails): S3Error =>
  new S3Error('InvalidTag', details, { message });

/** Letters, digits and spaces of any script, and `+ - = . _ : / @`; lengths in characters. */
function isTagText(text: string, min: number, max: number): boolean {
  // Two units of UTF-16 make one character at most.
  if (text.length > max * 2) return false;
  const length = Array.from(text).length;
  return length >= min && length <= max && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}
