import type { S3Error, S3ErrorDetails } from '../../errors/s3.error.js';

/** The `Credential` of a signature, checked against this endpoint. */
export interface Credential {
  /** Access key id. */
  readonly access: string;
  /** `20130524`. */
  readonly date: string;
  readonly region: string;
  /** `20130524/us-east-1/s3/aws4_request`. */
  readonly scope: string;
}

/** Makes the error of a header or of a query from the reason. */
export type Refuse = (reason: string, details?: S3ErrorDetails) => S3Error;

export function isDate(text: string): boolean {
  if (text.length !== 8) return false;
  for (let at = 0; at < 8; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/**
 * `AKID/20130524/us-east-1/s3/aws4_request`, for `region` only. An access key may itself contain `/`.
 * Source: SigV4, "Credential scope"; the reasons are worded and ordered as S3 does it.
 */
export function parseCredential(text: string, region: string, refuse: Refuse): Credential {
  const parts = text.split('/');
  const [date, place, service, terminal] = parts.slice(-4);
  const access = parts.slice(0, -4).join('/');
  if (access === '' || date === undefined || place === undefined) {
    throw refuse(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (place === '') throw refuse('a non-empty region must be provided in the credential.');
  if (place !== region)
    throw refuse(`the region '${place}' is wrong; expecting '${region}'`, { Region: region });
  if (service !== 's3') throw refuse(`incorrect service "${service}". This endpoint belongs to "s3".`);
  if (terminal !== 'aws4_request')
    throw refuse(`incorrect terminal "${terminal}". This endpoint uses "aws4_request".`);
  if (!isDate(date)) {
    throw refuse(
      `incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  }
  return { access, date, region, scope: `${date}/${region}/s3/aws4_request` };
}

/** `host;x-amz-date` as lower-case names in ascending order. */
export function parseSignedHeaders(text: string): string[] {
  return text.toLowerCase().split(';').filter(Boolean).sort();
}
