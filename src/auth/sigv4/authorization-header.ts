import { S3Error } from '../../errors/s3.error.js';
import { ALGORITHM, asymmetricSignature, isAsymmetric, outdatedSignature } from './algorithm.js';
import { parseCredential, parseSignedHeaders, type Credential, type Refuse } from './credential.js';

export interface AuthorizationHeader {
  readonly credential: Credential;
  /** Lower case, ascending. */
  readonly signedHeaders: readonly string[];
  /** Hex, as received. */
  readonly signature: string;
}

/** AuthorizationHeaderMalformed in the words of S3. */
export const malformedHeader: Refuse = (reason, details = {}) =>
  new S3Error('AuthorizationHeaderMalformed', details, {
    message: `The authorization header is malformed; ${reason}`,
  });

/**
 * The components, behind the one scheme that is served; its name has no case.
 * @throws S3Error InvalidArgument, InvalidRequest (version 2), NotImplemented (ECDSA)
 */
export function readScheme(value: string): string {
  const space = value.indexOf(' ');
  if (space < 0)
    throw invalidHeader(value, "Authorization header is invalid -- one and only one ' ' (space) required");
  const scheme = value.slice(0, space).toUpperCase();
  if (scheme === ALGORITHM) return value.slice(space + 1);
  if (scheme === 'AWS') throw outdatedSignature();
  if (isAsymmetric(scheme)) throw asymmetricSignature();
  throw invalidHeader(value, 'Unsupported Authorization Type');
}

const invalidHeader = (ArgumentValue: string, message: string): S3Error =>
  new S3Error('InvalidArgument', { ArgumentName: 'Authorization', ArgumentValue }, { message });

/** The components in any order; spaces around the commas are optional, as clients differ. */
function components(text: string): Map<string, string> {
  const parts = text.split(',');
  if (parts.length !== 3) {
    throw malformedHeader(
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    );
  }
  const found = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    if (equals < 0) throw malformedHeader(`the authorization component "${part.trim()}" is malformed.`);
    found.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return found;
}

/**
 * `Credential=…, SignedHeaders=…, Signature=…`, for `region`.
 * @throws S3Error AuthorizationHeaderMalformed
 */
export function parseAuthorization(text: string, region: string): AuthorizationHeader {
  const found = components(text);
  const required = (name: string): string => {
    const text = found.get(name);
    if (!text) throw malformedHeader(`missing ${name}.`);
    return text;
  };
  return {
    credential: parseCredential(required('Credential'), region, malformedHeader),
    signedHeaders: parseSignedHeaders(required('SignedHeaders')),
    signature: required('Signature'),
  };
}
