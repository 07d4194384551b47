import { S3_ERRORS } from '../../errors/s3-error.codes.js';
import { S3Error } from '../../errors/s3.error.js';

/** Headers that tracing libraries write, often after signing or anew on each retry. */
const TRACING_HEADERS = ['baggage', 'traceparent', 'tracestate', 'x-amzn-trace-id'];

export interface Mismatch {
  readonly access: string;
  /** As received. */
  readonly provided: string;
  readonly stringToSign: string;
  /** One character per byte. */
  readonly canonical: string;
  readonly signedHeaders: readonly string[];
}

/** `48 6f 73` of one character per byte. */
export function spacedHex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex').replaceAll(/../g, '$& ').trimEnd();
}

/** SignatureDoesNotMatch with what the gateway signed, so that a client can compare. Source: S3, "Error responses". */
export function signatureMismatch(mismatch: Mismatch): S3Error {
  const { canonical, stringToSign } = mismatch;
  const changed = mismatch.signedHeaders.filter((name) => TRACING_HEADERS.includes(name));
  const hint = changed.length
    ? ` The signature covers ${changed.join(', ')}: a tracing library may have changed it after signing. Leave tracing headers unsigned.`
    : '';
  return new S3Error(
    'SignatureDoesNotMatch',
    {
      AWSAccessKeyId: mismatch.access,
      StringToSign: stringToSign,
      SignatureProvided: mismatch.provided,
      StringToSignBytes: spacedHex(stringToSign),
      CanonicalRequest: Buffer.from(canonical, 'latin1').toString('utf8'),
      CanonicalRequestBytes: spacedHex(canonical),
    },
    { message: S3_ERRORS.SignatureDoesNotMatch.message + hint },
  );
}
