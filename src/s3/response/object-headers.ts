import type { ObjectChecksum } from '../../checksum/checksum.js';
import type { ObjectLock } from '../../backend/model/object-lock.js';
import type { ObjectInfo } from '../../backend/model/object.js';
import type { ResponseHeaders } from './s3-response.js';

export const quote = (etag: string): string => `"${etag}"`;

/** `x-amz-checksum-…` and its type. */
export function checksumHeaders(checksum: ObjectChecksum | undefined): ResponseHeaders {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

/** A part has no checksum type. */
export function partChecksumHeader(
  checksum: Pick<ObjectChecksum, 'algorithm' | 'value'> | undefined,
): ResponseHeaders {
  return checksum ? { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value } : {};
}

/** HTTP carries bytes: what is beyond ASCII goes out as the UTF-8 that came in. */
const latin1 = (value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) > 126) return Buffer.from(value, 'utf8').toString('latin1');
  }
  return value;
};

/** Validators and version of an object: the headers of a 304 too. */
export function validatorHeaders(info: ObjectInfo): ResponseHeaders {
  return {
    ETag: quote(info.etag),
    'Last-Modified': info.lastModified.toUTCString(),
    'x-amz-version-id': info.versionId,
  };
}

/** A retention that is over is shown as well. */
function lockHeaders({ retention, legalHold }: ObjectLock): ResponseHeaders {
  return {
    'x-amz-object-lock-mode': retention?.mode,
    'x-amz-object-lock-retain-until-date': retention?.retainUntil.toISOString(),
    'x-amz-object-lock-legal-hold': legalHold === undefined ? undefined : holdStatus(legalHold),
  };
}

export const holdStatus = (legalHold: boolean): 'ON' | 'OFF' => (legalHold ? 'ON' : 'OFF');

/** Everything that GetObject and HeadObject say about the object itself. Source: S3 API Reference, GetObject. */
export function objectHeaders(info: ObjectInfo): ResponseHeaders {
  const { headers, userMetadata, tags, lock } = info.attributes;
  const all: Record<string, string | number | undefined> = {
    ...validatorHeaders(info),
    'Accept-Ranges': 'bytes',
    'Content-Type': latin1(headers.contentType) ?? 'binary/octet-stream',
    'Cache-Control': latin1(headers.cacheControl),
    'Content-Disposition': latin1(headers.contentDisposition),
    'Content-Encoding': latin1(headers.contentEncoding),
    'Content-Language': latin1(headers.contentLanguage),
    Expires: latin1(headers.expires),
    'x-amz-website-redirect-location': latin1(headers.websiteRedirectLocation),
  };
  for (const name in userMetadata) all[`x-amz-meta-${name}`] = latin1(userMetadata[name]);
  const count = Object.keys(tags).length;
  if (count > 0) all['x-amz-tagging-count'] = count;
  if (lock) Object.assign(all, lockHeaders(lock));
  // STANDARD is never sent.
  if (info.storageClass !== 'STANDARD') all['x-amz-storage-class'] = info.storageClass;
  return all;
}
