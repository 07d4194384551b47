import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, type ChecksumType } from './checksum.js';

export interface AlgorithmFacts {
  /** Length of the raw digest in bytes. */
  readonly digestSize: number;
  /** Lower-case name of the header or trailer that carries a value. */
  readonly header: string;
  /** Types that a multipart upload may have, the default first. */
  readonly multipartTypes: readonly [ChecksumType, ...ChecksumType[]];
}

const CRC = ['COMPOSITE', 'FULL_OBJECT'] as const;
const FULL = ['FULL_OBJECT'] as const;
const COMPOSITE = ['COMPOSITE'] as const;

/** Source: Amazon S3 User Guide, "Checking object integrity", tables of algorithms and multipart checksum types. */
export const ALGORITHMS: Readonly<Record<ChecksumAlgorithm, AlgorithmFacts>> = {
  CRC32: { digestSize: 4, header: 'x-amz-checksum-crc32', multipartTypes: CRC },
  CRC32C: { digestSize: 4, header: 'x-amz-checksum-crc32c', multipartTypes: CRC },
  CRC64NVME: { digestSize: 8, header: 'x-amz-checksum-crc64nvme', multipartTypes: FULL },
  SHA1: { digestSize: 20, header: 'x-amz-checksum-sha1', multipartTypes: COMPOSITE },
  SHA256: { digestSize: 32, header: 'x-amz-checksum-sha256', multipartTypes: COMPOSITE },
  SHA512: { digestSize: 64, header: 'x-amz-checksum-sha512', multipartTypes: COMPOSITE },
  MD5: { digestSize: 16, header: 'x-amz-checksum-md5', multipartTypes: COMPOSITE },
  XXHASH64: { digestSize: 8, header: 'x-amz-checksum-xxhash64', multipartTypes: COMPOSITE },
  XXHASH3: { digestSize: 8, header: 'x-amz-checksum-xxhash3', multipartTypes: COMPOSITE },
  XXHASH128: { digestSize: 16, header: 'x-amz-checksum-xxhash128', multipartTypes: COMPOSITE },
};

/** Algorithms whose full-object value follows from the parts' values, without reading the bytes again. */
export type CombinableAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME';

export function isCombinable(algorithm: ChecksumAlgorithm): algorithm is CombinableAlgorithm {
  return ALGORITHMS[algorithm].multipartTypes.includes('FULL_OBJECT');
}

const byHeader = new Map(CHECKSUM_ALGORITHMS.map((algorithm) => [ALGORITHMS[algorithm].header, algorithm]));

/** The algorithm of a header or trailer name in any case; `undefined` for every other name. */
export function algorithmOfHeader(name: string): ChecksumAlgorithm | undefined {
  return byHeader.get(name.toLowerCase());
}

const byName = new Map<string, ChecksumAlgorithm>(
  CHECKSUM_ALGORITHMS.map((algorithm) => [algorithm, algorithm]),
);

/** The algorithm named by a header value such as `CRC32` or `sha256`; `undefined` when there is none of that name. */
export function algorithmOfName(name: string): ChecksumAlgorithm | undefined {
  return byName.get(name.toUpperCase());
}

/** Whether `value` is canonical base64 of as many bytes as the algorithm's digest has. */
export function isDigestValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  return isBase64Of(value, ALGORITHMS[algorithm].digestSize);
}

/** Whether `value` is canonical base64 (RFC 4648 section 4, with padding) of exactly `size` bytes. */
export function isBase64Of(value: string, size: number): boolean {
  if (value.length !== 4 * Math.ceil(size / 3)) return false;
  const raw = Buffer.from(value, 'base64');
  return raw.length === size && raw.toString('base64') === value;
}
