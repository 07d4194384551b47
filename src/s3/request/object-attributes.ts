import { isUtf8 } from 'node:buffer';
import type { ObjectAttributes, SystemHeaders, Tags } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import { newObjectLock } from './object-lock-headers.js';
import { checkTags, parseTaggingHeader } from './tags.js';
import type { WriteRequest } from './write-request.js';

const META_PREFIX = 'x-amz-meta-';

/** Bytes of names and values. Source: S3 User Guide, "User-defined object metadata". */
const MAX_METADATA_BYTES = 2048;

const isAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 126) return false;
  return true;
};

/** Node gives header bytes as latin1; S3 takes them as UTF-8 and gives them back as they came. */
function utf8(value: string): string {
  if (isAscii(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}

/** All that a request says of the object that it makes. @throws S3Error MetadataTooLarge, InvalidTag, InvalidArgument, InvalidRequest */
export function objectAttributes(request: WriteRequest): ObjectAttributes {
  return {
    headers: systemHeaders(request),
    userMetadata: userMetadata(request),
    tags: taggingHeader(request),
    lock: newObjectLock(request.existingBucket, (name) => request.header(name)),
  };
}

export function systemHeaders(request: WriteRequest): SystemHeaders {
  const header = (name: string): string | undefined => {
    const value = request.header(name);
    return value === undefined ? undefined : utf8(value);
  };
  return {
    cacheControl: header('cache-control'),
    contentDisposition: header('content-disposition'),
    contentEncoding: withoutAwsChunked(header('content-encoding')),
    contentLanguage: header('content-language'),
    contentType: header('content-type'),
    expires: header('expires'),
    websiteRedirectLocation: redirectLocation(request),
  };
}

/** `aws-chunked` describes the transfer, not the object. */
function withoutAwsChunked(value: string | undefined): string | undefined {
  if (!value?.includes('aws-chunked')) return value;
  const rest = value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked' && coding !== '');
  return rest.length > 0 ? rest.join(',') : undefined;
}

/** `x-amz-website-redirect-location`. @throws S3Error InvalidRedirectLocation */
export function redirectLocation(request: WriteRequest): string | undefined {
  const value = request.header('x-amz-website-redirect-location');
  if (value === undefined) return undefined;
  if (['/', 'http://', 'https://'].some((start) => value.startsWith(start))) return utf8(value);
  throw new S3Error('InvalidRedirectLocation', {});
}

/** `x-amz-meta-*` without the prefix. @throws S3Error MetadataTooLarge */
export function userMetadata(request: WriteRequest): Readonly<Record<string, string>> {
  const metadata: [string, string][] = [];
  let size = 0;
  for (const name in request.headers) {
    if (!name.startsWith(META_PREFIX)) continue;
    const value = utf8(request.header(name) ?? '');
    size += name.length - META_PREFIX.length + Buffer.byteLength(value);
    metadata.push([name.slice(META_PREFIX.length), value]);
  }
  if (size > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', { Size: size, MaxSizeAllowed: MAX_METADATA_BYTES });
  }
  return Object.fromEntries(metadata);
}

/** `x-amz-tagging`. @throws S3Error InvalidArgument, InvalidTag, BadRequest */
export function taggingHeader(request: WriteRequest): Tags {
  const header = request.header('x-amz-tagging');
  return header === undefined ? {} : checkTags(parseTaggingHeader(header));
}
