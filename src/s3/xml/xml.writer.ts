import { isDate } from 'node:util/types';

/** Namespace of every document of the S3 API that has one; the error document has none. */
export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Dates are written as ISO 8601 in UTC with milliseconds. */
export type XmlScalar = string | number | boolean | Date;

/**
 * The members of an element in the order they are written: an array repeats its element, `undefined` leaves it out.
 * `$attributes` (name to string) holds the element's attributes, `$sequence` contents whose members follow one another,
 * for elements of several names in an order of their own.
 * Names are the code's own and are not escaped; values may hold anything.
 */
export type XmlContent = { readonly [name: string]: XmlValue };

export type XmlValue = XmlScalar | XmlContent | readonly (XmlScalar | XmlContent)[] | undefined;

export interface XmlOptions {
  /** Default namespace of the document; none when absent. */
  readonly namespace?: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Everything but the characters that text may hold as they are. */
const UNSAFE_IN_TEXT = /[^\t\n !#-%(-;=?-\ufffd]/;
const UNSAFE_IN_TEXT_ALL = new RegExp(UNSAFE_IN_TEXT, 'g');
/** Parsers turn a tab and a line end in an attribute into a blank. */
const UNSAFE_IN_ATTRIBUTE_ALL = /[^ !#-%(-;=?-\ufffd]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Characters that XML 1.0 cannot hold become numeric references, as AWS sends them: strict parsers refuse those, so
 * clients with such keys ask for `encoding-type=url`.
 */
const escapeCharacter = (character: string): string =>
  ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;

const escapeText = (text: string): string =>
  UNSAFE_IN_TEXT.test(text) ? text.replace(UNSAFE_IN_TEXT_ALL, escapeCharacter) : text;

const escapeAttribute = (text: string): string => text.replace(UNSAFE_IN_ATTRIBUTE_ALL, escapeCharacter);

/**
 * A whole document as text. An element without content is written `<Name/>`.
 * @throws RangeError for an invalid Date
 */
export function writeXml(root: string, content: XmlContent | string, options: XmlOptions = {}): string {
  const xmlns = options.namespace === undefined ? '' : ` xmlns="${escapeAttribute(options.namespace)}"`;
  return (
    DECLARATION +
    (typeof content === 'string'
      ? wrap(root, xmlns, escapeText(content))
      : writeElement(root, content, xmlns))
  );
}

function writeElement(name: string, content: XmlContent, xmlns = ''): string {
  const attributes = content['$attributes'] as XmlContent | undefined;
  return wrap(name, attributes ? xmlns + writeAttributes(attributes) : xmlns, writeMembers(content));
}

function writeMembers(content: XmlContent): string {
  let body = '';
  for (const key in content) {
    const value = content[key];
    if (value === undefined || key === '$attributes') continue;
    if (key === '$sequence') for (const item of value as XmlContent[]) body += writeMembers(item);
    else if (Array.isArray(value)) for (const item of value) body += writeValue(key, item);
    else body += writeValue(key, value as XmlScalar | XmlContent);
  }
  return body;
}

const wrap = (name: string, attributes: string, body: string): string =>
  body === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${body}</${name}>`;

function writeValue(name: string, value: XmlScalar | XmlContent): string {
  if (typeof value === 'object') {
    // Not `instanceof`: a Date that comes from Node's own calls may be of another realm.
    return isDate(value) ? `<${name}>${value.toISOString()}</${name}>` : writeElement(name, value);
  }
  const text = typeof value === 'string' ? escapeText(value) : String(value);
  return text === '' ? `<${name}/>` : `<${name}>${text}</${name}>`;
}

function writeAttributes(attributes: XmlContent): string {
  let text = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === 'string') text += ` ${name}="${escapeAttribute(value)}"`;
  }
  return text;
}
