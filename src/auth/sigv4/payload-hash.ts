import { S3Error } from '../../errors/s3.error.js';
import { UNSIGNED, type ChunkSigning, type PayloadMode } from '../payload-mode.js';

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SIGNED_CHUNKS = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_CHUNKS_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const ECDSA_CHUNKS = 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD';
const ECDSA_CHUNKS_TRAILER = 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER';

const WORDS = [
  UNSIGNED_PAYLOAD,
  UNSIGNED_TRAILER,
  SIGNED_CHUNKS,
  SIGNED_CHUNKS_TRAILER,
  ECDSA_CHUNKS,
  ECDSA_CHUNKS_TRAILER,
];

function isDigest(text: string): boolean {
  if (text.length !== 64) return false;
  for (let at = 0; at < 64; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code >= 0x30 && code <= 0x39;
    if (!digit && ((code | 0x20) < 0x61 || (code | 0x20) > 0x66)) return false;
  }
  return true;
}

/**
 * Refuses what `x-amz-content-sha256` may not say. `streaming`: the operation takes object data.
 * @throws S3Error InvalidArgument (unknown value), InvalidRequest (streaming elsewhere), NotImplemented (ECDSA)
 */
export function checkPayloadHash(value: string, streaming: boolean): void {
  if (value === UNSIGNED_PAYLOAD || isDigest(value)) return;
  if (!WORDS.includes(value)) {
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value },
      { message: `x-amz-content-sha256 must be ${WORDS.join(', ')} or a valid sha256 value.` },
    );
  }
  if (value === ECDSA_CHUNKS || value === ECDSA_CHUNKS_TRAILER) throw new S3Error('NotImplemented');
  if (!streaming) {
    throw new S3Error(
      'InvalidRequest',
      {},
      { message: 'The value of x-amz-content-sha256 header is invalid.' },
    );
  }
}

/** The mode that a checked value stands for. */
export function payloadMode(value: string, signing: ChunkSigning): PayloadMode {
  switch (value) {
    case UNSIGNED_PAYLOAD:
      return UNSIGNED;
    case UNSIGNED_TRAILER:
      return { kind: 'unsigned-chunks', trailer: true };
    case SIGNED_CHUNKS:
    case SIGNED_CHUNKS_TRAILER:
      return { kind: 'signed-chunks', signing, trailer: value === SIGNED_CHUNKS_TRAILER };
    default:
      return { kind: 'sha256', digest: value.toLowerCase() };
  }
}

/**
 * Without a signature there is nothing that chunk signatures could be chained from.
 * @throws S3Error InvalidRequest, and those of `checkPayloadHash`
 */
export function anonymousPayload(value: string | undefined, streaming: boolean): PayloadMode {
  if (value === undefined || value === UNSIGNED_PAYLOAD) return UNSIGNED;
  checkPayloadHash(value, streaming);
  if (value === UNSIGNED_TRAILER) return { kind: 'unsigned-chunks', trailer: true };
  if (isDigest(value)) return { kind: 'sha256', digest: value.toLowerCase() };
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message: `Anonymous requests don't support this x-amz-content-sha256 value. Please use ${UNSIGNED_PAYLOAD} or ${UNSIGNED_TRAILER}.`,
    },
  );
}
