import { S3Error } from '../../errors/s3.error.js';

/** First value of each parameter that is about authentication, by name. */
export type AuthParameters = ReadonlyMap<string, string>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new S3Error('InvalidURI', {}, { cause });
  }
}

const OF_VERSION_2 = new Set(['AWSAccessKeyId', 'Signature', 'Expires']);

/**
 * The `X-Amz-*` and version 2 parameters of a query; names are case-sensitive and never escaped by a client.
 * `undefined` when the query has none.
 */
export function authParameters(rawQuery: string): AuthParameters | undefined {
  if (!rawQuery.includes('X-Amz-') && !rawQuery.includes('AWSAccessKeyId=')) return undefined;
  const found = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (!name.startsWith('X-Amz-') && !OF_VERSION_2.has(name)) continue;
    if (!found.has(name)) found.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return found;
}

export function claimsVersion4(query: AuthParameters): boolean {
  return query.has('X-Amz-Algorithm') || query.has('X-Amz-Credential') || query.has('X-Amz-Signature');
}

export function claimsVersion2(query: AuthParameters): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature');
}
