import type { ResponseHeaders } from '../response/s3-response.js';
import type { CorsConfiguration, CorsRule } from './cors-configuration.js';

/** What a browser asks, in a preflight or in the request itself. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** `Access-Control-Request-Headers`. */
  readonly requestHeaders: string | undefined;
}

/** More names in one preflight than any rule is asked for. */
const MAX_REQUEST_HEADERS = 128;

/** The first rule that allows what is asked. Source: S3 User Guide, "How does Amazon S3 evaluate the CORS configuration". */
export function findRule({ rules }: CorsConfiguration, question: CorsQuestion): CorsRule | undefined {
  const names = headerNames(question);
  if (names.length > MAX_REQUEST_HEADERS) return undefined;
  return rules.find(
    (rule) =>
      rule.allowedMethods.some((method) => method === question.method) &&
      rule.allowedOrigins.some((pattern) => fits(pattern, question.origin)) &&
      allowsHeaders(rule, names),
  );
}

/** `names` are in lower case. */
function allowsHeaders({ allowedHeaders }: CorsRule, names: readonly string[]): boolean {
  if (names.length === 0) return true;
  const patterns = allowedHeaders.map((pattern) => pattern.toLowerCase());
  return names.every((name) => patterns.some((pattern) => fits(pattern, name)));
}

/** What a browser is told. Source: Fetch standard, "CORS protocol"; values and `Vary` as AWS sends them. */
export function corsHeaders(rule: CorsRule, question: CorsQuestion): ResponseHeaders {
  const names = headerNames(question);
  const isOpen = rule.allowedOrigins.includes('*');
  return {
    'Access-Control-Allow-Origin': isOpen ? '*' : question.origin,
    'Access-Control-Allow-Methods': rule.allowedMethods.join(', '),
    'Access-Control-Allow-Headers': names.length === 0 ? undefined : names.join(', '),
    'Access-Control-Expose-Headers':
      rule.exposeHeaders.length === 0 ? undefined : rule.exposeHeaders.join(', '),
    'Access-Control-Max-Age': rule.maxAgeSeconds,
    // Credentials and `*` exclude each other.
    'Access-Control-Allow-Credentials': isOpen ? undefined : 'true',
    Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function headerNames({ requestHeaders }: CorsQuestion): string[] {
  if (requestHeaders === undefined) return [];
  return requestHeaders
    .toLowerCase()
    .split(',', MAX_REQUEST_HEADERS + 1)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  return (
    text.length >= pattern.length - 1 &&
    text.startsWith(pattern.slice(0, star)) &&
    text.endsWith(pattern.slice(star + 1))
  );
}
