import type { AuditEntry } from './audit-entry.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Would end a quoted field or a line, or is no printable ASCII. */
const UNSAFE_IN_QUOTES = /[^ -~]|["\\]/g;
/** The same for a field that ends at a space. */
const UNSAFE = /[^!-~]|["\\]/g;

const escapeCharacter = (character: string): string =>
  Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );

const field = (value: string | undefined): string =>
  value === undefined || value === '' ? '-' : value.replace(UNSAFE, escapeCharacter);

const quoted = (value: string | undefined): string =>
  `"${value === undefined || value === '' ? '-' : value.replace(UNSAFE_IN_QUOTES, escapeCharacter)}"`;

const count = (value: number | undefined): string =>
  value === undefined || value === 0 ? '-' : String(value);

/** `[06/Feb/2019:00:00:38 +0000]` */
function timeField(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `[${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000]`;
}

/**
 * One line of a server access log. Characters that would break a line apart are percent-encoded, also in quotes. At its
 * end stands the trace id: readers of this format must take further fields.
 * Source: S3 User Guide, "Amazon S3 server access log format".
 */
export function awsLine(entry: AuditEntry): string {
  return [
    field(entry.bucketOwner),
    field(entry.bucket),
    timeField(entry.time),
    field(entry.remoteAddress),
    field(entry.requester),
    entry.requestId,
    entry.operation,
    field(entry.key === undefined ? undefined : encodeURIComponent(entry.key).replaceAll('%2F', '/')),
    quoted(entry.requestUri),
    String(entry.status),
    field(entry.errorCode),
    count(entry.bytesSent),
    count(entry.objectSize),
    String(entry.totalTime),
    entry.turnAroundTime === undefined ? '-' : String(entry.turnAroundTime),
    quoted(entry.referer),
    quoted(entry.userAgent),
    field(entry.versionId),
    entry.hostId,
    field(entry.signatureVersion),
    field(entry.cipherSuite),
    field(entry.authenticationType),
    field(entry.host),
    field(entry.tlsVersion),
    // Access point, "ACL required" and source region are nothing that this gateway has.
    '-',
    '-',
    '-',
    field(entry.traceId),
  ].join(' ');
}
