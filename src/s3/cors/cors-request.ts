import { remembered } from '../../acl/remembered.js';
import type { S3Request } from '../request/s3-request.js';
import type { ResponseHeaders } from '../response/s3-response.js';
import { CORS_METHODS, type CorsConfiguration } from './cors-configuration.js';
import { corsHeaders, findRule, type CorsQuestion } from './cors-rules.js';

/** What scripts of the default origin may read. */
const DEFAULT_EXPOSED = [
  'ETag',
  'x-amz-delete-marker',
  'x-amz-id-2',
  'x-amz-request-id',
  'x-amz-version-id',
  'X-Trace-ID',
];

/** Read once per text: a browser sends an Origin with every request. A damaged document allows nothing. */
const parse = remembered((text): CorsConfiguration => {
  try {
    return JSON.parse(text) as CorsConfiguration;
  } catch {
    return { rules: [] };
  }
});

const defaultConfiguration = remembered((origin): CorsConfiguration => ({
  rules: [
    {
      allowedOrigins: [origin],
      allowedMethods: [...CORS_METHODS, 'PATCH'],
      allowedHeaders: ['*'],
      exposeHeaders: DEFAULT_EXPOSED,
    },
  ],
}));

/** Rules for a request: of its bucket, else the gateway's own for the default origin, which may administer too. */
export function corsOf(request: S3Request): CorsConfiguration | undefined {
  const text = request.bucketRecord?.documents.cors;
  if (text !== undefined) return parse(text);
  const { defaultOrigin } = request;
  return defaultOrigin === undefined ? undefined : defaultConfiguration(defaultOrigin);
}

/** A request with `Access-Control-Request-Method` is judged by that one, as AWS does. */
export function corsQuestion(request: S3Request, origin: string): CorsQuestion {
  return {
    origin,
    method: request.header('access-control-request-method') ?? request.method,
    requestHeaders: request.header('access-control-request-headers'),
  };
}

/** Headers for an answer to a request with this Origin; none where no rule allows it. */
export function crossOriginHeaders(request: S3Request, origin: string): ResponseHeaders {
  const configuration = corsOf(request);
  if (!configuration) return {};
  const question = corsQuestion(request, origin);
  const rule = findRule(configuration, question);
  return rule ? corsHeaders(rule, question) : {};
}
