import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../../errors/s3.error.js';

/**
 * Headers that S3 also takes from a presigned URL, where SDKs put them for whoever has nothing but the URL. Tags,
 * checksums and encryption are not among them: S3 does not read those there.
 */
const HOISTED =
  /^x-amz-(?:meta-[!#$&'*+\-.^_`|~0-9a-z]+|acl|grant-[a-z-]+|storage-class|expected-bucket-owner)$/;

const NO_HEADER_TEXT = /[^\t -~\u0080-\uffff]/;

/**
 * Adds the headers that the query of a presigned URL stands for to those that were sent, which come first. The
 * signature covers both. Values are as Node gives headers: one character per byte.
 * @throws S3Error InvalidArgument (what no header can hold)
 */
export function takeHoistedHeaders(rawQuery: string, headers: IncomingHttpHeaders): void {
  for (const pair of rawQuery.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const name = pair.slice(0, equals).toLowerCase();
    if (HOISTED.test(name) && headers[name] === undefined)
      headers[name] = headerValue(name, pair.slice(equals + 1));
  }
}

function headerValue(name: string, encoded: string): string {
  try {
    const value = decodeURIComponent(encoded.replaceAll('+', ' '));
    if (!NO_HEADER_TEXT.test(value)) return Buffer.from(value, 'utf8').toString('latin1');
  } catch {
    // Below: it is no text.
  }
  throw new S3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: encoded.slice(0, 256) });
}
