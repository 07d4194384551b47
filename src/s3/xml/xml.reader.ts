import { SaxesParser, type SaxesTagNS } from 'saxes';
import { S3Error } from '../../errors/s3.error.js';
import { XmlElement } from './xml.element.js';

export interface XmlLimits {
  /** Bytes of the document. */
  readonly maxBytes?: number;
  /** Elements within elements. */
  readonly maxDepth?: number;
  /** Elements and attributes together. */
  readonly maxNodes?: number;
}

/** 10,000 parts with an ETag and several checksums each stay within them. */
const DEFAULT_LIMITS: Required<XmlLimits> = { maxBytes: 4 * 1024 * 1024, maxDepth: 32, maxNodes: 100_000 };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a document whose outermost element has the local name `root`. There are no entities but the five of XML and
 * numeric ones, and no DTD.
 * @param document UTF-8, with or without a byte order mark
 * @throws MaxMessageLengthExceeded beyond `maxBytes`; MalformedXML for everything else that is wrong
 */
export function readXml(document: string | Uint8Array, root: string, limits: XmlLimits = {}): XmlElement {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const size = typeof document === 'string' ? Buffer.byteLength(document) : document.byteLength;
  if (size > bounds.maxBytes)
    throw new S3Error('MaxMessageLengthExceeded', { MaxMessageLengthBytes: bounds.maxBytes });
  try {
    const element = parse(typeof document === 'string' ? document : utf8.decode(document), bounds);
    if (element?.name !== root) throw new Error(`the outermost element is not ${root}`);
    return element;
  } catch (cause) {
    throw cause instanceof S3Error ? cause : new S3Error('MalformedXML', {}, { cause });
  }
}

/** Throws an Error at the first fault or limit, before anything more is read. */
function parse(text: string, limits: Required<XmlLimits>): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let nodes = 0;
  const count = (): void => {
    nodes += 1;
    if (nodes > limits.maxNodes) throw new Error('too many elements');
  };
  const append = (characters: string): void => open.at(-1)?.appendText(characters);

  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('document type declarations are not read');
  });
  parser.on('opentagstart', count);
  parser.on('attribute', count);
  parser.on('opentag', (tag) => {
    const element = new XmlElement(tag.local, attributesOf(tag));
    open.at(-1)?.append(element);
    root ??= element;
    open.push(element);
    if (open.length > limits.maxDepth) throw new Error('elements are nested too deep');
  });
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => open.pop()?.close());
  parser.write(text).close();
  return root;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  const attributes = Object.values(tag.attributes);
  if (attributes.length === 0) return NO_ATTRIBUTES;
  return new Map(attributes.map((attribute) => [attribute.local, attribute.value]));
}
