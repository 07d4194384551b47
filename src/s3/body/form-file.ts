import { readContentMd5, readDeclaredChecksum } from '../../checksum/checksum-request.js';
import { VerifiedBody } from '../../checksum/verified-body.js';
import { S3Error } from '../../errors/s3.error.js';
import type { WriteRequest } from '../request/write-request.js';
import type { FormFile } from './form-reader.js';
import { MAX_UPLOAD } from './request-body.js';

/** Bytes that a file may have, both ends included. */
export interface FileLimits {
  readonly min: number;
  readonly max: number;
}

/**
 * The file of a form, compared with every digest that its fields hold; how long it is shows at its end.
 * Whoever does not read it calls `cancel()`.
 * @throws S3Error InvalidRequest, InvalidDigest; while reading EntityTooLarge, EntityTooSmall
 */
export function formFileBody(
  form: WriteRequest,
  file: FormFile,
  limits: FileLimits,
): VerifiedBody<undefined> {
  const header = (name: string): string | undefined => form.header(name);
  const declared = readDeclaredChecksum(header);
  const contentMd5 = readContentMd5(header);
  return new VerifiedBody({ source: limited(file.read(), limits), size: undefined, contentMd5, declared });
}

async function* limited(
  source: AsyncIterable<Buffer>,
  { min, max }: FileLimits,
): AsyncGenerator<Buffer, void, void> {
  const most = Math.min(max, MAX_UPLOAD);
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > most) throw new S3Error('EntityTooLarge', { ProposedSize: size, MaxSizeAllowed: most });
    yield chunk;
  }
  if (size < min) throw new S3Error('EntityTooSmall', { ProposedSize: size, MinSizeAllowed: min });
}
