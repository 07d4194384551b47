import { S3Error } from '../../errors/s3.error.js';

/** What a request target addresses, decoded. */
export type S3Target =
  | { readonly level: 'service'; readonly bucket?: undefined; readonly key?: undefined }
  | { readonly level: 'bucket'; readonly bucket: string; readonly key?: undefined }
  | { readonly level: 'object'; readonly bucket: string; readonly key: string };

/** Bytes of UTF-8. Source: S3 User Guide, "Naming Amazon S3 objects". */
const MAX_KEY_BYTES = 1024;

const SERVICE: S3Target = { level: 'service' };

/** Splits a request target at its first `?`. Nothing is decoded. */
export function splitTarget(url: string): { rawPath: string; rawQuery: string } {
  const path = originForm(url);
  const question = path.indexOf('?');
  return question < 0
    ? { rawPath: path, rawQuery: '' }
    : { rawPath: path.slice(0, question), rawQuery: path.slice(question + 1) };
}

/** Proxies send `http://host/path` (RFC 9112 section 3.2.2); everyone else sends the path. */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  const scheme = url.indexOf('://');
  if (scheme < 0) return `/${url === '*' ? '' : url}`;
  const slash = url.indexOf('/', scheme + 3);
  return slash < 0 ? '/' : url.slice(slash);
}

/**
 * Bucket and key of a path-style target, split by hand: `new URL()` would collapse keys such as `a/../b`.
 * `/bucket` and `/bucket/` address the bucket. With `hostBucket`, the bucket that the host names, all of the path is key.
 * @throws S3Error InvalidURI (broken escapes, NUL), KeyTooLongError
 */
export function parseTarget(rawPath: string, hostBucket?: string): S3Target {
  if (hostBucket !== undefined) return ofHost(hostBucket, rawPath);
  if (rawPath === '/' || rawPath === '') return SERVICE;
  const slash = rawPath.indexOf('/', 1);
  const bucket = decode(slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash));
  if (slash < 0 || slash === rawPath.length - 1) return { level: 'bucket', bucket };
  return { level: 'object', bucket, key: checkKey(decode(rawPath.slice(slash + 1))) };
}

function ofHost(bucket: string, rawPath: string): S3Target {
  if (rawPath.length <= 1) return { level: 'bucket', bucket };
  return { level: 'object', bucket, key: checkKey(decode(rawPath.slice(1))) };
}

/** @throws S3Error KeyTooLongError, InvalidURI */
export function checkKey(key: string): string {
  if (key.length > MAX_KEY_BYTES / 3) {
    const size = Buffer.byteLength(key);
    if (size > MAX_KEY_BYTES)
      throw new S3Error('KeyTooLongError', { Size: size, MaxSizeAllowed: MAX_KEY_BYTES });
  }
  // No document can hold a NUL.
  if (key.includes('\0')) throw new S3Error('InvalidURI', { URI: key.replaceAll('\0', '%00') });
  return key;
}

function decode(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new S3Error('InvalidURI', { URI: raw.slice(0, MAX_KEY_BYTES) }, { cause });
  }
}
