import type { ReadCondition, WriteCondition } from '../../backend/model/conditions.js';
import { S3Error } from '../../errors/s3.error.js';

type HeaderReader = (name: string) => string | undefined;

/** An entity tag without quotes and weakness mark: S3 compares the opaque part only. */
export function unquote(tag: string): string {
  const trimmed = tag.trim();
  const strong = trimmed.startsWith('W/') ? trimmed.slice(2) : trimmed;
  return strong.length >= 2 && strong.startsWith('"') && strong.endsWith('"') ? strong.slice(1, -1) : strong;
}

const tags = (value: string | undefined): string[] | undefined => value?.split(',').map(unquote);

/** An HTTP date; one that cannot be read does not count (RFC 9110 section 13.1.3). */
function date(value: string | undefined): Date | undefined {
  if (value === undefined) return undefined;
  const parsed = new Date(value);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

/** Conditions of a read; with `prefix` `x-amz-copy-source-` those on a copy source. */
export function readCondition(header: HeaderReader, prefix: '' | 'x-amz-copy-source-' = ''): ReadCondition {
  return {
    ifMatch: tags(header(`${prefix}if-match`)),
    ifNoneMatch: tags(header(`${prefix}if-none-match`)),
    ifModifiedSince: date(header(`${prefix}if-modified-since`)),
    ifUnmodifiedSince: date(header(`${prefix}if-unmodified-since`)),
  };
}

/**
 * Conditions of PutObject, CopyObject and CompleteMultipartUpload.
 * Source: S3 User Guide, "Conditional writes": If-None-Match takes `*` only, If-Match an entity tag only, and never
 * both together.
 * @throws S3Error NotImplemented
 */
export function writeCondition(header: HeaderReader): WriteCondition | undefined {
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    throw notImplemented(
      'If-Match,If-None-Match',
      'Multiple conditional request headers present in the request',
    );
  if (ifMatch === undefined) {
    if (ifNoneMatch?.trim() !== '*') throw notAccepted('If-None-Match');
    return { ifNoneMatch: '*' };
  }
  if (ifMatch.trim() === '*') throw notAccepted('If-Match');
  return { ifMatch: unquote(ifMatch) };
}

const notImplemented = (Header: string, additionalMessage: string): S3Error =>
  new S3Error('NotImplemented', { Header, additionalMessage });

const notAccepted = (header: string): S3Error =>
  notImplemented(header, `We don't accept the provided value of ${header} header for this API`);

/** Conditions of DeleteObject. @throws S3Error InvalidArgument */
export function deleteCondition(header: HeaderReader): WriteCondition | undefined {
  const ifMatch = header('if-match');
  const size = header('x-amz-if-match-size');
  const lastModified = header('x-amz-if-match-last-modified-time');
  if (ifMatch === undefined && size === undefined && lastModified === undefined) return undefined;
  return {
    ifMatch: ifMatch === undefined ? undefined : unquote(ifMatch),
    ifMatchSize: size === undefined ? undefined : requiredSize(size),
    ifMatchLastModified:
      lastModified === undefined
        ? undefined
        : requiredDate('x-amz-if-match-last-modified-time', lastModified),
  };
}

function requiredSize(value: string): number {
  const size = Number(value);
  if (!Number.isSafeInteger(size) || size < 0 || value.trim() === '')
    throw invalid('x-amz-if-match-size', value);
  return size;
}

/** A date that must be readable. @throws S3Error InvalidArgument */
export function requiredDate(name: string, value: string): Date {
  return date(value) ?? raise(invalid(name, value));
}

const invalid = (name: string, value: string): S3Error =>
  new S3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: value });

function raise(error: S3Error): never {
  throw error;
}
