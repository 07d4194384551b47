import { S3Error } from '../errors/s3.error.js';
import { ALGORITHMS, isDigestValue } from './algorithms.js';
import type { DeclaredChecksum } from './checksum-request.js';
import { digestOf, type DigestResults } from './digest-set.js';

/** What a client says of the bytes that it sends. */
export interface ClientDigests {
  /** Lower-case hex from `x-amz-content-sha256`. */
  readonly sha256?: string;
  /** 16 bytes. */
  readonly contentMd5?: Buffer;
  /** How a refusal writes that one; hex when absent. */
  readonly md5Encoding?: 'hex' | 'base64';
  readonly declared?: DeclaredChecksum;
  /** By lower-case name; filled when the source of the bytes has ended. */
  readonly trailers?: ReadonlyMap<string, string>;
}

/**
 * Compares everything that the client said with what was computed; gives back the names of what was compared.
 * @throws XAmzContentSHA256Mismatch, BadDigest, MalformedTrailerError (announced but missing), InvalidRequest (malformed)
 */
export function verifyDigests(client: ClientDigests, results: DigestResults): string[] {
  const compared: string[] = [];
  if (client.sha256 !== undefined) {
    verifySha256(client.sha256, digestOf(results, 'SHA256').toString('hex'));
    compared.push('x-amz-content-sha256');
  }
  if (client.contentMd5) {
    verifyMd5(client.contentMd5, digestOf(results, 'MD5'), client.md5Encoding);
    compared.push('content-md5');
  }
  const { declared } = client;
  const value = declared && declaredValue(declared, client.trailers);
  if (declared && value !== undefined) {
    verifyChecksum(declared, value, results);
    compared.push(ALGORITHMS[declared.algorithm].header);
  }
  return compared;
}

function verifySha256(claimed: string, computed: string): void {
  if (claimed === computed) return;
  throw new S3Error('XAmzContentSHA256Mismatch', {
    ClientComputedContentSHA256: claimed,
    S3ComputedContentSHA256: computed,
  });
}

function verifyMd5(claimed: Buffer, computed: Buffer, encoding: 'hex' | 'base64' = 'hex'): void {
  if (claimed.equals(computed)) return;
  throw new S3Error('BadDigest', {
    ExpectedDigest: claimed.toString(encoding),
    CalculatedDigest: computed.toString('base64'),
  });
}

function verifyChecksum({ algorithm }: DeclaredChecksum, value: string, results: DigestResults): void {
  if (value === digestOf(results, algorithm).toString('base64')) return;
  const message = `The ${algorithm} you specified did not match the calculated checksum.`;
  throw new S3Error('BadDigest', {}, { message });
}

function declaredValue(
  declared: DeclaredChecksum,
  trailers: ReadonlyMap<string, string> | undefined,
): string | undefined {
  if (!declared.fromTrailer) return declared.value;
  const { header } = ALGORITHMS[declared.algorithm];
  const value = trailers?.get(header);
  if (value === undefined) throw new S3Error('MalformedTrailerError');
  if (isDigestValue(declared.algorithm, value)) return value;
  throw new S3Error('InvalidRequest', {}, { message: `Value for ${header} trailing header is invalid.` });
}
