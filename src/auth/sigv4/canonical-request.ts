import type { SignedRequest } from '../signed-request.js';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SLASH = 0x2f;
const SPACE = 0x20;

const UNRESERVED = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~') {
  UNRESERVED[character.charCodeAt(0)] = 1;
}

const ENCODED = Array.from({ length: 256 }, (_, byte) =>
  UNRESERVED[byte] ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The byte that `%XX` at `at` stands for, or -1. */
function escapedByte(text: string, at: number): number {
  if (at + 2 >= text.length) return -1;
  const high = nibble(text.charCodeAt(at + 1));
  const low = nibble(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/**
 * Decodes the escapes and encodes every byte again, once, by the rules of SigV4: only unreserved characters stay, hex
 * digits are upper case. A path keeps its `/`, and `%2F` stays an escape; in a query `+` is a space.
 */
function encodeOnce(text: string, part: 'path' | 'query'): string {
  let encoded = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (UNRESERVED[code] || (code === SLASH && part === 'path')) continue;
    encoded += text.slice(from, at);
    const escaped = code === PERCENT ? escapedByte(text, at) : -1;
    if (escaped >= 0) at += 2;
    encoded += ENCODED[escaped >= 0 ? escaped : code === PLUS && part === 'query' ? SPACE : code & 0xff];
    from = at + 1;
  }
  return from === 0 ? text : encoded + text.slice(from);
}

/** S3 neither normalises the path nor encodes it twice: `a/../c` and `//` stay. Source: SigV4 for S3, "CanonicalURI". */
export function canonicalUri(rawPath: string): string {
  return rawPath === '' ? '/' : encodeOnce(rawPath, 'path');
}

/** Sorted by encoded name, then value; without the parameter `omit`. Source: SigV4, "CanonicalQueryString". */
export function canonicalQuery(rawQuery: string, omit?: string): string {
  if (rawQuery === '') return '';
  const pairs: (readonly [string, string])[] = [];
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = encodeOnce(equals < 0 ? pair : pair.slice(0, equals), 'query');
    if (name !== omit) pairs.push([name, equals < 0 ? '' : encodeOnce(pair.slice(equals + 1), 'query')]);
  }
  pairs.sort(([a, x], [b, y]) => (a === b ? Number(x > y) - Number(x < y) : a < b ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Trimmed, inner runs of spaces as one. Source: SigV4, "CanonicalHeaders". */
function canonicalValue(value: string): string {
  let trimmed = value.trim();
  while (trimmed.includes('  ')) trimmed = trimmed.replaceAll('  ', ' ');
  return trimmed;
}

export interface HeaderCoverage {
  /** Canonical values by lower-case name; repeated headers are joined by a comma, absent ones are missing. */
  readonly signed: ReadonlyMap<string, string>;
  /** Headers that should have been signed: `host` and every `x-amz-*`. */
  readonly unsigned: readonly string[];
}

/** Walks the headers as received, once. */
export function coverHeaders(
  rawHeaders: readonly string[],
  signedHeaders: readonly string[],
): HeaderCoverage {
  const wanted = new Set(signedHeaders);
  const signed = new Map<string, string>();
  const unsigned = new Set<string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (wanted.has(name)) {
      const value = canonicalValue(rawHeaders[at + 1] as string);
      const before = signed.get(name);
      signed.set(name, before === undefined ? value : `${before},${value}`);
    } else if (name.startsWith('x-amz-')) {
      unsigned.add(name);
    }
  }
  if (!wanted.has('host')) unsigned.add('host');
  return { signed, unsigned: [...unsigned] };
}

export interface CanonicalParts {
  /** Lower case, ascending. */
  readonly signedHeaders: readonly string[];
  /** From `coverHeaders`. */
  readonly headers: ReadonlyMap<string, string>;
  /** Hex digest of the body, or the word that stands for it. */
  readonly payloadHash: string;
  /** Query parameter that bears the signature itself. */
  readonly omit?: string;
}

/** One character per byte (latin1), as Node hands headers out: hash it as latin1. Source: SigV4, "canonical request". */
export function canonicalRequest(
  request: Pick<SignedRequest, 'method' | 'rawPath' | 'rawQuery'>,
  parts: CanonicalParts,
): string {
  let headers = '';
  for (const name of parts.signedHeaders) headers += `${name}:${parts.headers.get(name) ?? ''}\n`;
  return [
    request.method,
    canonicalUri(request.rawPath),
    canonicalQuery(request.rawQuery, parts.omit),
    headers,
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}
