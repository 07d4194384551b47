import { readContentMd5, readDeclaredChecksum } from '../../checksum/checksum-request.js';
import { VerifiedBody } from '../../checksum/verified-body.js';
import type { S3Request } from '../request/s3-request.js';
import { openRequestBody } from './request-body.js';

/**
 * The object data of a request: framing taken off, and compared with every digest that the client sent.
 * Whoever does not read it calls `cancel()`.
 * @throws S3Error MissingContentLength, EntityTooLarge, InvalidRequest, InvalidDigest
 */
export function uploadBody(request: S3Request): VerifiedBody {
  const header = (name: string): string | undefined => request.header(name);
  const declared = readDeclaredChecksum(header);
  const contentMd5 = readContentMd5(header);
  const { source, size, trailers } = openRequestBody(request);
  const sha256 = request.payload.kind === 'sha256' ? request.payload.digest : undefined;
  // So S3 writes the MD5 that it expected: of a part as it was sent, of an object in hex.
  const md5Encoding = request.operation?.name === 'UploadPart' ? 'base64' : 'hex';
  return new VerifiedBody({ source, size, sha256, contentMd5, md5Encoding, declared, trailers });
}
