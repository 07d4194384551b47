import { S3Error } from '../../errors/s3.error.js';

/** Milliseconds that the clocks of client and gateway may differ. Source: SigV4 for S3, "RequestTimeTooSkewed". */
export const MAX_SKEW = 15 * 60 * 1000;

/** Milliseconds since 1970 of `20130524T000000Z`, `undefined` when the text is anything else. */
export function parseTimestamp(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
  const field = (from: number, to: number): string => text.slice(from, to);
  const iso = `${field(0, 4)}-${field(4, 6)}-${field(6, 8)}T${field(9, 11)}:${field(11, 13)}:${field(13, 15)}Z`;
  const time = Date.parse(iso);
  return Number.isNaN(time) || formatTimestamp(time) !== text ? undefined : time;
}

/** `20130524T000000Z` of milliseconds since 1970. */
export function formatTimestamp(time: number): string {
  const iso = new Date(time).toISOString();
  const part = (from: number, to: number): string => iso.slice(from, to);
  return `${part(0, 4)}${part(5, 7)}${part(8, 13)}${part(14, 16)}${part(17, 19)}Z`;
}

/** `2013-05-24T00:00:00Z`, as times stand in error documents. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** @throws S3Error RequestTimeTooSkewed. `sent` is the time as the client wrote it. */
export function checkSkew(time: number, sent: string, now: number): void {
  if (Math.abs(now - time) <= MAX_SKEW) return;
  throw new S3Error('RequestTimeTooSkewed', {
    RequestTime: sent,
    ServerTime: isoSeconds(now),
    MaxAllowedSkewMilliseconds: MAX_SKEW,
  });
}
