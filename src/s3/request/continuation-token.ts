import { S3Error } from '../../errors/s3.error.js';

/** Marks a token as one of ours, so that a foreign one is refused and not taken for a place in the listing. */
const MARK = 'g1:';

/** An opaque token for the place after `position`. */
export function writeToken(position: string): string {
  return Buffer.from(MARK + position).toString('base64url');
}

/** @throws S3Error InvalidArgument */
export function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith(MARK) && writeToken(text.slice(MARK.length)) === token) return text.slice(MARK.length);
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'continuation-token' },
    { message: 'The continuation token provided is incorrect' },
  );
}
