import { deriveSigningKey, hmac } from '../../src/auth/sigv4/signing-key.js';
import { formatTimestamp } from '../../src/auth/sigv4/timestamp.js';
import { type Credentials, ROOT } from './test-gateway.js';

export const BOUNDARY = '----GlassgateForm7MA4YWxk';
export const FORM_HEADERS = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

export interface FormFileText {
  readonly name?: string;
  readonly content: Buffer | string;
}

export type Fields = Readonly<Record<string, string>>;

/** The body of a form: the fields in their order, then the files, then the fields of `after`. */
export function formBody(fields: Fields, files: readonly FormFileText[], after: Fields = {}): Buffer {
  return Buffer.concat([
    ...fieldParts(fields),
    ...files.flatMap(({ name = 'photo.jpg', content }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    ...fieldParts(after),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);
}

function fieldParts(fields: Fields): Buffer[] {
  return Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
}

export interface PolicySigning {
  readonly as?: Credentials;
  readonly region?: string;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** Milliseconds from now. */
  readonly expires?: number;
  /** Besides those for the bucket and for the fields of the signature. */
  readonly conditions?: readonly unknown[];
  /** Instead of all conditions and the expiration: what the policy says. */
  readonly document?: string;
}

/** The five fields of a signed form. */
export function signPolicy(bucket: string, signing: PolicySigning = {}): Record<string, string> {
  const { as = ROOT, region = 'us-east-1', now = Date.now(), expires = 60_000, conditions = [] } = signing;
  const timestamp = formatTimestamp(now);
  const date = timestamp.slice(0, 8);
  const signature = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${as.access}/${date}/${region}/s3/aws4_request`,
    'x-amz-date': timestamp,
  };
  const own = [{ bucket }, ...Object.entries(signature).map(([name, value]) => ({ [name]: value }))];
  const document =
    signing.document ??
    JSON.stringify({
      expiration: new Date(now + expires).toISOString(),
      conditions: [...own, ...conditions],
    });
  const policy = Buffer.from(document).toString('base64');
  const key = deriveSigningKey(as.secret, date, region);
  return { ...signature, policy, 'x-amz-signature': hmac(key, policy).toString('hex') };
}
