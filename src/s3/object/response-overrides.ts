import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';
import type { ResponseHeaders } from '../response/s3-response.js';

const OVERRIDES: readonly (readonly [parameter: string, header: string])[] = [
  ['response-cache-control', 'Cache-Control'],
  ['response-content-disposition', 'Content-Disposition'],
  ['response-content-encoding', 'Content-Encoding'],
  ['response-content-language', 'Content-Language'],
  ['response-content-type', 'Content-Type'],
  ['response-expires', 'Expires'],
];

/** Headers that the query sets on the response; callers without a signature may not. @throws S3Error InvalidRequest, InvalidArgument */
export function responseOverrides(request: S3Request): ResponseHeaders {
  if (request.query.isEmpty) return {};
  const headers: Record<string, string> = {};
  for (const [parameter, header] of OVERRIDES) {
    const value = request.query.get(parameter);
    if (value === undefined) continue;
    if (!request.caller.account) {
      throw new S3Error(
        'InvalidRequest',
        {},
        { message: 'Request specific response headers cannot be used for anonymous GET requests.' },
      );
    }
    // A line end would start a header of the caller's own.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new S3Error('InvalidArgument', { ArgumentName: parameter });
    headers[header] = value;
  }
  return headers;
}
