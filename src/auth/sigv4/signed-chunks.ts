import { createHash, hash, type Hash } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import type { ChunkSigning } from '../payload-mode.js';
import { EMPTY_SHA256 } from './payload-hash.js';
import { hmac, sameSignature } from './signing-key.js';

/**
 * The chain of signatures of an aws-chunked body: each covers its chunk and the signature before it.
 * Source: S3 API Reference, "Transferring Payload in Multiple Chunks (Chunked Upload)".
 */
export class ChunkSignatures {
  private previous: string;
  private digest: Hash | undefined;

  constructor(private readonly signing: ChunkSigning) {
    this.previous = signing.seedSignature;
  }

  /** Bytes of the chunk under way. */
  update(data: Buffer): void {
    this.digest ??= createHash('sha256');
    this.digest.update(data);
  }

  /** Closes the chunk; the last one has no bytes. @throws S3Error SignatureDoesNotMatch */
  endChunk(signature: string): void {
    const digest = this.digest?.digest('hex') ?? EMPTY_SHA256;
    this.digest = undefined;
    this.check(`AWS4-HMAC-SHA256-PAYLOAD\n${this.head()}\n${EMPTY_SHA256}\n${digest}`, signature);
  }

  /** `trailers` is `name:value\n` for each trailer, as one string of latin1. @throws S3Error SignatureDoesNotMatch */
  endTrailers(trailers: string, signature: string): void {
    const digest = hash('sha256', Buffer.from(trailers, 'latin1'), 'hex');
    this.check(`AWS4-HMAC-SHA256-TRAILER\n${this.head()}\n${digest}`, signature);
  }

  private head(): string {
    return `${this.signing.timestamp}\n${this.signing.scope}\n${this.previous}`;
  }

  private check(stringToSign: string, signature: string): void {
    const expected = hmac(this.signing.signingKey, stringToSign);
    if (!sameSignature(expected, signature)) {
      throw new S3Error('SignatureDoesNotMatch', {
        StringToSign: stringToSign,
        SignatureProvided: signature,
      });
    }
    this.previous = expected.toString('hex');
  }
}
