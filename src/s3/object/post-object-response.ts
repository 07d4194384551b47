import type { PutObjectResult } from '../../backend/model/object.js';
import { keyEncoder } from '../request/encoding-type.js';
import type { S3Request } from '../request/s3-request.js';
import { checksumHeaders, quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import { writeXml } from '../xml/xml.writer.js';
import type { FormRequest } from './post-object-request.js';

const encode = keyEncoder('url');

/**
 * What a stored form is answered with: a redirection when it asks for one, else the status that it asks for.
 * Source: S3 API Reference, "POST Object", success_action_redirect and success_action_status.
 */
export function formResponse(request: S3Request, form: FormRequest, result: PutObjectResult): S3Response {
  const { bucket, key, fields } = form;
  const etag = quote(result.etag);
  const headers = {
    ETag: etag,
    Location: objectUrl(request, key),
    ...checksumHeaders(result.checksum),
    'x-amz-server-side-encryption': form.header('x-amz-server-side-encryption'),
    'x-amz-version-id': shownVersion(request, result.versionId),
  };
  const redirect = redirectUrl(fields, [
    ['bucket', bucket],
    ['key', key],
    ['etag', etag],
  ]);
  if (redirect !== undefined) return S3Response.empty(303, { ...headers, Location: redirect });
  const status = fields.get('success_action_status');
  if (status === '200') return S3Response.empty(200, headers);
  if (status !== '201') return S3Response.noContent(headers);
  const content = { Location: headers.Location, Bucket: bucket, Key: key, ETag: etag };
  return S3Response.document(() => writeXml('PostResponse', content), headers, 201);
}

function objectUrl(request: S3Request, key: string): string {
  const scheme = request.isSecure ? 'https' : 'http';
  const path = request.rawPath.endsWith('/') ? request.rawPath : `${request.rawPath}/`;
  return `${scheme}://${request.header('host') ?? ''}${path}${encode(key)}`;
}

/** `undefined` when there is none, or none that a browser could follow: S3 takes it as absent then. */
function redirectUrl(
  fields: ReadonlyMap<string, string>,
  parameters: readonly (readonly [name: string, value: string])[],
): string | undefined {
  const text = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  const added = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  url.search = url.search === '' ? added : `${url.search}&${added}`;
  return url.href;
}
