/** The ten algorithms of S3 in the order AWS lists them; MD5 here is `x-amz-checksum-md5`, not Content-MD5. */
export const CHECKSUM_ALGORITHMS = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
  'SHA512',
  'MD5',
  'XXHASH64',
  'XXHASH3',
  'XXHASH128',
] as const;

export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** `x-amz-checksum-type`: a digest of all bytes, or a digest of the parts' digests. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum as S3 sends it. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** base64 of the big-endian digest; composite values end in `-N`, N the number of parts. */
  readonly value: string;
}

/** Digests of a body whose last byte has been read. */
export interface BodyDigests {
  /** MD5 of the decoded bytes in lower-case hex: the ETag of a single upload. */
  readonly md5: string;
  /** base64 per algorithm that was declared by the client or required by the driver. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/**
 * The decoded bytes of an upload, verified while they are read.
 * Free of HTTP: drivers and tests may make one from any byte source.
 */
export interface ObjectBody {
  /**
   * Decoded length in bytes, as declared: reading yields exactly that many or throws. `undefined` for the file of a
   * form, whose end is known when it comes.
   */
  readonly size: number | undefined;
  /** The algorithm for which the client sent or promised a value, or asked the gateway to compute one. */
  readonly declared: ChecksumAlgorithm | undefined;
  /** Asks for one more digest; before the first byte is read only. */
  require(algorithm: ChecksumAlgorithm): void;
  /**
   * The bytes, once. A chunk is valid until the next one is asked for.
   * Throws `S3Error` (BadDigest, IncompleteBody, XAmzContentSHA256Mismatch, SignatureDoesNotMatch…) at the latest
   * after the last chunk: whoever stores the bytes publishes them only when the iteration has ended normally.
   */
  read(): AsyncIterable<Buffer>;
  /** Valid once `read()` has ended normally. */
  digests(): BodyDigests;
}

/** A body that says how long it is. */
export interface SizedBody extends ObjectBody {
  readonly size: number;
}
