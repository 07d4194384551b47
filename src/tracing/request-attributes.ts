import type { Attributes } from '@opentelemetry/api';
import { areKeysHidden, shownPath } from './object-keys.js';

/** Bytes of UTF-16 text that one attribute may hold; longer values are cut. */
const MAX_VALUE_LENGTH = 4096;

const DEFAULT_PORT = { http: 80, https: 443 } as const;

/** Query parameters that are, or hold, a credential. Lower case. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'access_token',
  'awsaccesskeyid',
  'sig',
  'signature',
  'x-amz-credential',
  'x-amz-security-token',
  'x-amz-signature',
  'x-goog-signature',
]);

/** What is known of a request before anyone asks who is calling. What is `undefined` makes no attribute. */
export interface RequestAttributesInput {
  readonly method: string;
  /** As received, percent-encoded, without the query. */
  readonly rawPath: string;
  /** As received, without the question mark. */
  readonly rawQuery: string;
  readonly scheme: 'http' | 'https';
  /** `/`, `/{Bucket}` or `/{Bucket}/{Key+}`. */
  readonly route: string;
  /** The Host header: name or address, port if it is not the scheme's. */
  readonly host?: string;
  readonly clientAddress?: string;
  readonly userAgent?: string;
  readonly requestId: string;
  /** AWS name of the operation, if it is known. */
  readonly operation?: string;
  readonly bucket?: string;
  /** Decoded. */
  readonly key?: string;
  readonly uploadId?: string;
  readonly partNumber?: number;
  readonly versionId?: string;
}

/** What is known when the response is over. */
export interface ResponseAttributesInput {
  /** HTTP. */
  readonly status: number;
  /** Body bytes read, as sent by the client. */
  readonly requestBytes: number;
  /** Body bytes sent. */
  readonly responseBytes: number;
  /** Decoded, where the request line did not name it. */
  readonly key?: string;
  /** Of the object; quotes are taken off. */
  readonly etag?: string;
  readonly versionId?: string;
}

/**
 * Attributes of the request span at its start: the stable names and, beside them, the older ones that dashboards ask for.
 * Source: OpenTelemetry semantic conventions "HTTP server span" and "S3".
 */
export function requestAttributes(input: RequestAttributesInput): Attributes {
  const { rawPath, bucket, key } = input;
  const path = bounded(areKeysHidden() ? shownPath(rawPath, bucket, key) : rawPath);
  const attributes: Attributes = {
    'http.request.method': input.method,
    'http.method': input.method,
    'http.route': input.route,
    'url.path': path,
    'http.url': path,
    'url.scheme': input.scheme,
    'aws.request_id': input.requestId,
  };
  if (input.rawQuery !== '') attributes['url.query'] = bounded(redactQuery(input.rawQuery));
  if (input.clientAddress) attributes['client.address'] = attributes['http.client_ip'] = input.clientAddress;
  if (input.userAgent)
    attributes['user_agent.original'] = attributes['http.user_agent'] = bounded(input.userAgent);
  if (input.host) {
    const { address, port } = serverOf(input.host, input.scheme);
    attributes['server.address'] = address;
    if (Number.isInteger(port)) attributes['server.port'] = port;
  }
  addOperation(attributes, input);
  return attributes;
}

/** Attributes of the request span at its end. `error.type` is the span's own business. */
export function responseAttributes(input: ResponseAttributesInput): Attributes {
  const attributes: Attributes = {
    'http.response.status_code': input.status,
    'http.status_code': input.status,
    'http.request.body.size': input.requestBytes,
    'http.response.body.size': input.responseBytes,
  };
  if (input.key) attributes['s3.key'] = bounded(input.key);
  if (input.etag) attributes['s3.etag'] = input.etag.replaceAll('"', '');
  if (input.versionId) attributes['s3.version_id'] = input.versionId;
  return attributes;
}

/** The query with the values of credentials replaced by REDACTED; everything else stays as it was received. */
export function redactQuery(rawQuery: string): string {
  return rawQuery.split('&').map(redactParameter).join('&');
}

function redactParameter(parameter: string): string {
  const [name = '', ...value] = parameter.split('=');
  return value.length > 0 && SECRET_PARAMETERS.has(decoded(name).toLowerCase())
    ? `${name}=REDACTED`
    : parameter;
}

function addOperation(attributes: Attributes, input: RequestAttributesInput): void {
  if (input.operation) {
    attributes['s3.operation'] = input.operation;
    attributes['s3.action'] = `s3_${input.operation}`;
  }
  if (input.bucket) attributes['s3.bucket'] = bounded(input.bucket);
  if (input.key) attributes['s3.key'] = bounded(input.key);
  if (input.uploadId) attributes['s3.upload_id'] = bounded(input.uploadId);
  if (input.partNumber !== undefined) attributes['s3.part_number'] = input.partNumber;
  if (input.versionId) attributes['s3.version_id'] = bounded(input.versionId);
}

/** The last server that was named: clients name the same one all the time. */
let lastServer: { host: string; scheme: string; address: string; port: number } | undefined;

function serverOf(host: string, scheme: 'http' | 'https'): { address: string; port: number } {
  if (lastServer?.host === host && lastServer.scheme === scheme) return lastServer;
  const colon = host.lastIndexOf(':');
  const hasPort = colon > host.lastIndexOf(']');
  const port = hasPort ? Number(host.slice(colon + 1)) : DEFAULT_PORT[scheme];
  const address = bounded(hasPort ? host.slice(0, colon) : host);
  lastServer = { host, scheme, address, port };
  return lastServer;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function bounded(value: string): string {
  return value.length <= MAX_VALUE_LENGTH ? value : value.slice(0, MAX_VALUE_LENGTH);
}
