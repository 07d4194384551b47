import { evaluateReadCondition } from '../../backend/model/conditions.js';
import type { ByteRange, ObjectInfo } from '../../backend/model/object.js';
import type { ObjectChecksum } from '../../checksum/checksum.js';
import { S3Error } from '../../errors/s3.error.js';
import { readCondition } from '../request/preconditions.js';
import { resolveRange } from '../request/range.js';
import type { S3Request } from '../request/s3-request.js';
import { checksumHeaders, objectHeaders, validatorHeaders } from '../response/object-headers.js';
import type { ResponseHeaders } from '../response/s3-response.js';
import { shownObject } from '../response/version-id.js';
import { responseOverrides } from './response-overrides.js';

/** What GetObject and HeadObject answer, but for the bytes. */
export interface ObjectRead {
  readonly status: 200 | 206;
  readonly headers: ResponseHeaders;
  readonly length: number;
  /** `undefined` for the whole object. */
  readonly range: ByteRange | undefined;
}

/** `partNumber` of a read: 1 to 10,000. @throws S3Error InvalidArgument, InvalidRequest */
export function requestedPart(request: S3Request): number | undefined {
  const value = request.query.get('partNumber');
  if (value === undefined) return undefined;
  if (request.header('range') !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  const number = /^\d{1,64}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= 10_000) return number;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'partNumber', ArgumentValue: value.slice(0, 64) },
    { message: 'Part number must be an integer between 1 and 10000, inclusive' },
  );
}

const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

/** `x-amz-checksum-mode`. @throws S3Error InvalidRequest */
function wantsChecksum(request: S3Request): boolean {
  const mode = request.header('x-amz-checksum-mode');
  if (mode === undefined) return false;
  if (mode.toUpperCase() === 'ENABLED') return true;
  throw invalidRequest('Value for x-amz-checksum-mode header is invalid.');
}

/** @throws S3Error PreconditionFailed, NotModified, InvalidRange, InvalidPartNumber, InvalidRequest */
export function planRead(request: S3Request, stored: ObjectInfo): ObjectRead {
  const info = shownObject(request, stored);
  checkConditions(request, info);
  const part = requestedPart(request);
  const range = part === undefined ? resolveRange(request.header('range'), info.size) : partRange(part, info);
  const length = range ? range.last - range.first + 1 : info.size;
  const partial = range !== undefined || part !== undefined;
  const checksum =
    wantsChecksum(request) && (!partial || part !== undefined) ? checksumOf(info, part) : undefined;
  return {
    status: partial ? 206 : 200,
    length,
    range,
    headers: {
      ...objectHeaders(info),
      ...checksumHeaders(checksum),
      ...responseOverrides(request),
      'Content-Length': length,
      'Content-Range': range && `bytes ${range.first}-${range.last}/${info.size}`,
      'x-amz-mp-parts-count': part === undefined ? undefined : info.partCount,
    },
  };
}

/** Of the whole object, or of one of its parts. Source: S3 User Guide, "Using part-level checksums". */
function checksumOf(info: ObjectInfo, part: number | undefined): ObjectChecksum | undefined {
  const { checksum, parts } = info;
  if (!checksum || part === undefined || !parts) return checksum;
  const value = parts.find(({ partNumber }) => partNumber === part)?.checksum;
  return value === undefined ? undefined : { ...checksum, value };
}

function checkConditions(request: S3Request, info: ObjectInfo): void {
  const outcome = evaluateReadCondition(
    readCondition((name) => request.header(name)),
    info,
  );
  if (outcome === 'not-modified')
    throw new S3Error('NotModified', {}, { headers: definedHeaders(validatorHeaders(info)) });
  if (outcome) throw outcome;
}

function definedHeaders(headers: ResponseHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Bytes of one part. An object that was not made of parts is its own part 1. @throws S3Error InvalidPartNumber */
function partRange(part: number, info: ObjectInfo): ByteRange | undefined {
  const parts = info.parts ?? [{ partNumber: 1, size: info.size }];
  const index = parts.findIndex(({ partNumber }) => partNumber === part);
  const found = parts[index];
  if (!found)
    throw new S3Error('InvalidPartNumber', { PartNumberRequested: part, ActualPartCount: parts.length });
  if (found.size === 0) return undefined;
  const first = parts.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  return { first, last: first + found.size - 1 };
}
