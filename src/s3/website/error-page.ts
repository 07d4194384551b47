import { STATUS_CODES } from 'node:http';
import type { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';
import type { ResponseHeaders } from '../response/s3-response.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.toWellFormed().replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const list = (items: Readonly<Record<string, string | number>>): string =>
  `<ul>\n${Object.entries(items)
    .map(([name, value]) => `<li>${escapeHtml(name)}: ${escapeHtml(String(value))}</li>\n`)
    .join('')}</ul>\n`;

const described = ({ code, message, details }: S3Error): Record<string, string | number> => ({
  Code: code,
  Message: message,
  ...details,
});

/**
 * What a website says of an error where it has no document for it, or where `failure` kept that from being read.
 * Source: S3 User Guide, "Configuring a custom error document".
 */
export function errorPage(error: S3Error, ids: Pick<S3Request, 'id' | 'hostId'>, failure?: S3Error): string {
  const title = `${error.status} ${STATUS_CODES[error.status] ?? ''}`;
  const about = list({ ...described(error), RequestId: ids.id, HostId: ids.hostId });
  const further = failure
    ? `<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n${list(described(failure))}`
    : '';
  return `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${about}${further}<hr/>\n</body>\n</html>\n`;
}

/** The error in headers: they stand beside a custom document as well. */
export const errorHeaders = ({ code, message, headers }: S3Error): ResponseHeaders => ({
  ...headers,
  'x-amz-error-code': code,
  'x-amz-error-message': message.replace(/[^\x20-\x7e]/g, '?'),
});
