import type { SaidHeaders } from '../../acl/authorizable-request.js';
import type { Authorization } from '../../acl/authorization.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { defaultRetention, objectLockOf } from '../../backend/model/bucket-settings.js';
import {
  withRetention,
  type ObjectLock,
  type Retention,
  type RetentionMode,
} from '../../backend/model/object-lock.js';
import type { ObjectRef } from '../../backend/model/object.js';
import { type HeaderLookup, readContentMd5, readDeclaredChecksum } from '../../checksum/checksum-request.js';
import { S3Error } from '../../errors/s3.error.js';
import { holdStatus } from '../response/object-headers.js';
import { parseIsoDate } from './iso-date.js';
import type { S3Request } from './s3-request.js';

const MODE = 'x-amz-object-lock-mode';
const RETAIN_UNTIL = 'x-amz-object-lock-retain-until-date';
const LEGAL_HOLD = 'x-amz-object-lock-legal-hold';
const BYPASS = 'x-amz-bypass-governance-retention';

const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

const invalidArgument = (name: string, message: string, value?: string): S3Error =>
  new S3Error(
    'InvalidArgument',
    value === undefined ? { ArgumentName: name } : { ArgumentName: name, ArgumentValue: value.slice(0, 256) },
    { message },
  );

/**
 * What locks a new version: what its writer asks for, and for the rest the default retention of its bucket, counted
 * from `now`. Source: S3 User Guide, "Locking objects with Object Lock"; S3 API Reference, PutObject.
 * @throws S3Error InvalidArgument, InvalidRequest
 */
export function newObjectLock(
  bucket: Bucket,
  header: HeaderLookup,
  now: Date = new Date(),
): ObjectLock | undefined {
  return withRetention(askedObjectLock(bucket, header, now), newRetention(bucket, now));
}

/**
 * What the writer asks for alone: the default of the bucket is for the object, and an upload of parts is none before it
 * is completed. @throws S3Error InvalidArgument, InvalidRequest
 */
export function askedObjectLock(
  bucket: Bucket,
  header: HeaderLookup,
  now: Date = new Date(),
): ObjectLock | undefined {
  const asked = readLockHeaders(header, now);
  if (asked && bucket.documents['object-lock'] === undefined)
    throw invalidRequest('Bucket is missing ObjectLockConfiguration');
  return asked;
}

/** The default retention of what is made in the bucket `now`. */
export const newRetention = (bucket: Bucket, now: Date = new Date()): Retention | undefined =>
  defaultRetention(objectLockOf(bucket), now);

function readLockHeaders(header: HeaderLookup, now: Date): ObjectLock | undefined {
  const retention = readRetention(header, now);
  const status = header(LEGAL_HOLD);
  if (status === undefined) return retention && { retention };
  if (status !== 'ON' && status !== 'OFF')
    throw invalidArgument(LEGAL_HOLD, "Legal Hold must be either of 'ON' or 'OFF'", status);
  return { retention, legalHold: status === 'ON' };
}

function readRetention(header: HeaderLookup, now: Date): Retention | undefined {
  const mode = header(MODE);
  const until = header(RETAIN_UNTIL);
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined)
    throw invalidArgument(
      mode === undefined ? MODE : RETAIN_UNTIL,
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  if (!isRetentionMode(mode)) throw invalidArgument(MODE, 'Unknown wormMode directive.', mode);
  const retainUntil = parseIsoDate(until);
  if (!retainUntil)
    throw invalidArgument(RETAIN_UNTIL, 'The retain until date must be provided in ISO 8601 format', until);
  assertFuture(retainUntil, now);
  return { mode, retainUntil };
}

export const isRetentionMode = (text: string): text is RetentionMode =>
  text === 'GOVERNANCE' || text === 'COMPLIANCE';

/** @throws S3Error InvalidArgument */
export function assertFuture(retainUntil: Date, now: Date = new Date()): void {
  if (retainUntil.getTime() > now.getTime()) return;
  throw invalidArgument(
    RETAIN_UNTIL,
    'The retain until date must be in the future!',
    retainUntil.toISOString(),
  );
}

/** Bytes that are locked the moment they are stored must be known to be the right ones. @throws S3Error InvalidRequest */
export function requireDigestOfLocked(header: HeaderLookup): void {
  const locks = [MODE, RETAIN_UNTIL, LEGAL_HOLD].some((name) => header(name) !== undefined);
  if (!locks || readContentMd5(header) || readDeclaredChecksum(header)) return;
  throw invalidRequest(
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  );
}

/** Documents that lock are never read without a digest. @throws S3Error InvalidRequest */
export function requireDigestOfDocument(header: HeaderLookup): void {
  if (readContentMd5(header) || readDeclaredChecksum(header)) return;
  throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
}

/** Retention and legal hold are only known where the bucket has Object Lock. @throws S3Error InvalidRequest */
export function requireObjectLock(bucket: Bucket): void {
  if (bucket.documents['object-lock'] === undefined)
    throw invalidRequest('Bucket is missing Object Lock Configuration');
}

/** What a request that locks by its document, or does not lock, says to conditions. */
export const lockSaid = ({ retention, legalHold }: ObjectLock = {}): SaidHeaders => ({
  [MODE]: retention?.mode,
  [RETAIN_UNTIL]: retention?.retainUntil.toISOString(),
  [LEGAL_HOLD]: legalHold === undefined ? undefined : holdStatus(legalHold),
});

/**
 * Whether retention in GOVERNANCE mode is not to count, because the caller asks for that and may. `lock`: what the
 * document of the request asks for.
 * @throws S3Error AccessDenied, InvalidArgument (a bucket without Object Lock)
 */
export async function bypassesGovernance(
  request: S3Request,
  authorization: Authorization,
  ref: ObjectRef,
  lock?: ObjectLock,
): Promise<boolean> {
  if (!asksForBypass(request)) return false;
  const said = lockSaid(lock);
  await authorization.require(request, { action: 's3:BypassGovernanceRetention', ...ref, said });
  return true;
}

/** @throws S3Error InvalidArgument */
export function asksForBypass(request: S3Request): boolean {
  if (request.header(BYPASS)?.toLowerCase() !== 'true') return false;
  if (request.existingBucket.documents['object-lock'] !== undefined) return true;
  throw invalidArgument(BYPASS, `${BYPASS} is only applicable to Object Lock enabled buckets.`);
}
