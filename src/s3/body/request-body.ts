import type { IncomingHttpHeaders } from 'node:http';
import type { PayloadMode } from '../../auth/payload-mode.js';
import { ChunkSignatures } from '../../auth/sigv4/signed-chunks.js';
import { S3Error } from '../../errors/s3.error.js';
import { decodeAwsChunked } from './aws-chunked.decoder.js';
import { limitLength } from './length-limit.js';

/** Bytes: the largest object or part of one upload. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
export const MAX_UPLOAD = 5 * 1024 ** 3;

/** What a body is read from. */
export interface BodyRequest {
  readonly headers: IncomingHttpHeaders;
  readonly payload: PayloadMode;
  /** The bytes as received, once; nothing is read before the first is asked for. */
  source(): AsyncIterable<Buffer>;
}

export interface RequestBody {
  /** The decoded bytes, once. */
  readonly source: AsyncIterable<Buffer>;
  /** Decoded length in bytes, as declared; the source yields exactly that many or throws. */
  readonly size: number;
  /** By lower-case name; complete when the source has ended normally. */
  readonly trailers: ReadonlyMap<string, string>;
}

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

function parseLength(name: string, text: string): number {
  if (text.length <= 15 && /^[0-9]+$/.test(text)) return Number(text);
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: name, ArgumentValue: text },
    { message: `The value of ${name} is not a length in bytes` },
  );
}

function declaredLength(headers: IncomingHttpHeaders, name: string): number {
  const text = headers[name];
  if (text === undefined) throw new S3Error('MissingContentLength');
  const size = parseLength(name, String(text));
  if (size <= MAX_UPLOAD) return size;
  throw new S3Error('EntityTooLarge', { ProposedSize: size, MaxSizeAllowed: MAX_UPLOAD });
}

/** The checksums that `x-amz-trailer` announces. */
function announcedTrailers(headers: IncomingHttpHeaders): string[] {
  const names = String(headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',');
  const announced = names.map((name) => name.trim()).filter(Boolean);
  if (announced.some((name) => !name.startsWith('x-amz-checksum-'))) {
    throw new S3Error(
      'InvalidRequest',
      {},
      {
        message: 'The value specified in the x-amz-trailer header is not supported',
      },
    );
  }
  return announced;
}

/**
 * The body of an upload without its framing. Reads nothing yet.
 * @throws S3Error MissingContentLength, EntityTooLarge, InvalidArgument, InvalidRequest; while reading those of
 * `limitLength` and `decodeAwsChunked`
 */
export function openRequestBody(request: BodyRequest): RequestBody {
  const { headers, payload } = request;
  if (payload.kind === 'sha256' || payload.kind === 'unsigned') {
    const size = declaredLength(headers, 'content-length');
    return { source: limitLength(request.source(), size), size, trailers: NO_TRAILERS };
  }
  const size = declaredLength(headers, 'x-amz-decoded-content-length');
  const trailers = new Map<string, string>();
  const decoded = decodeAwsChunked(request.source(), {
    decodedLength: size,
    signatures: payload.kind === 'signed-chunks' ? new ChunkSignatures(payload.signing) : undefined,
    announced: payload.trailer ? announcedTrailers(headers) : undefined,
    trailers,
  });
  return { source: decoded, size, trailers };
}
