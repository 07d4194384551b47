import { S3Error } from '../errors/s3.error.js';
import { openSpan } from '../tracing/span.js';
import type { BodyDigests, ChecksumAlgorithm, ObjectBody } from './checksum.js';
import { createDigestSet, THREADED_FROM } from './create-digest-set.js';
import { digestOf, type DigestResults } from './digest-set.js';
import { type ClientDigests, verifyDigests } from './verify-digests.js';

export interface VerifiedBodyOptions<Size = number> extends ClientDigests {
  /** Decoded bytes. A chunk is valid until the next one is asked for. */
  readonly source: AsyncIterable<Buffer>;
  /** Decoded length in bytes, as declared; a body without one ends with its source. */
  readonly size: Size;
}

/**
 * A body that is compared with everything the client said of it. Its span is open from here to the last comparison;
 * a body that nobody reads needs `cancel()`.
 */
export class VerifiedBody<Size extends number | undefined = number> implements ObjectBody {
  private readonly span = openSpan('Checksum.Verify');
  private readonly wanted = new Set<ChecksumAlgorithm>();
  private state: 'fresh' | 'reading' | 'over' = 'fresh';
  private results: DigestResults | undefined;

  constructor(private readonly options: VerifiedBodyOptions<Size>) {
    if (options.declared) this.wanted.add(options.declared.algorithm);
  }

  get size(): Size {
    return this.options.size;
  }

  get declared(): ChecksumAlgorithm | undefined {
    return this.options.declared?.algorithm;
  }

  require(algorithm: ChecksumAlgorithm): void {
    if (this.state !== 'fresh') throw new Error(`${algorithm} is asked for after reading has begun`);
    this.wanted.add(algorithm);
  }

  /** Ends the span of a body that is not going to be read; does nothing once reading has begun. */
  cancel(): void {
    if (this.state !== 'fresh') return;
    this.state = 'over';
    this.span?.end();
  }

  /** @throws IncompleteBody, XAmzContentSHA256Mismatch, BadDigest, MalformedTrailerError, InvalidRequest (trailer value) */
  async *read(): AsyncGenerator<Buffer, void, void> {
    if (this.state !== 'fresh') throw new Error('A body is read once');
    this.state = 'reading';
    const size: number | undefined = this.size;
    const digests = createDigestSet(this.algorithms(), size ?? THREADED_FROM);
    let received = 0;
    let failure: unknown;
    try {
      for await (const chunk of this.options.source) {
        received += chunk.length;
        if (size !== undefined && received > size) throw incomplete(size, received);
        const hashed = digests.update(chunk);
        yield chunk;
        if (hashed) await hashed;
      }
      if (size !== undefined && received < size) throw incomplete(size, received);
      const results = await digests.finish();
      const compared = verifyDigests(this.options, results);
      this.span?.span.setAttribute('checksum.verified', compared);
      this.results = results;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.state = 'over';
      digests.discard();
      this.span?.span.setAttribute('checksum.bytes', received);
      this.span?.end(failure);
    }
  }

  digests(): BodyDigests {
    const results = this.results;
    if (!results) throw new Error('The body has not been read to its end');
    const entries = Array.from(this.wanted, (algorithm) => [
      algorithm,
      digestOf(results, algorithm).toString('base64'),
    ]);
    return {
      md5: digestOf(results, 'MD5').toString('hex'),
      checksums: Object.fromEntries(entries) as BodyDigests['checksums'],
    };
  }

  private algorithms(): readonly ChecksumAlgorithm[] {
    const algorithms = new Set(this.wanted).add('MD5');
    if (this.options.sha256 !== undefined) algorithms.add('SHA256');
    this.span?.span.setAttribute('checksum.algorithms', [...algorithms]);
    return [...algorithms];
  }
}

const incomplete = (expected: number, received: number): S3Error =>
  new S3Error('IncompleteBody', { NumberBytesExpected: expected, NumberBytesProvided: received });
