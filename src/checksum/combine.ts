import { ALGORITHMS, type CombinableAlgorithm } from './algorithms.js';
import type { ChecksumAlgorithm } from './checksum.js';
import { createDigest } from './digest.js';

/** A CRC, or another polynomial over GF(2) below the CRC's own: the coefficient of x^0 is the top bit of `high`. */
interface Polynomial {
  readonly high: number;
  /** 0 for CRCs of 32 bits. */
  readonly low: number;
}

interface Field {
  readonly width: 32 | 64;
  /** The CRC's polynomial without its leading term. */
  readonly modulus: Polynomial;
  /** `powers[k]` is x^(8·2^k): what 2^k more bytes multiply a CRC with. */
  readonly powers: Polynomial[];
}

// x^8: the coefficient of x^0 is bit 31 of `high`, that of x^8 is bit 23.
const ONE_BYTE: Polynomial = { high: 0x00800000, low: 0 };

/** All three are reflected and have equal initial and final masks, so that the masks cancel out. */
const FIELDS: Readonly<Record<CombinableAlgorithm, Field>> = {
  CRC32: { width: 32, modulus: { high: 0xedb88320, low: 0 }, powers: [ONE_BYTE] },
  CRC32C: { width: 32, modulus: { high: 0x82f63b78, low: 0 }, powers: [ONE_BYTE] },
  CRC64NVME: { width: 64, modulus: { high: 0x9a6c9329, low: 0xac4bc9b5 }, powers: [ONE_BYTE] },
};

export interface PartChecksum {
  /** base64 of the part's CRC. */
  readonly value: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The CRC of the parts joined in order, as base64, from the parts' CRCs: O(log size) per part, no byte is read.
 * crc(A‖B) = crc(A)·x^(8·|B|) mod p ⊕ crc(B).
 */
export function combineCrc(algorithm: CombinableAlgorithm, parts: readonly PartChecksum[]): string {
  const field = FIELDS[algorithm];
  let high = 0;
  let low = 0;
  for (const part of parts) {
    const raw = Buffer.from(part.value, 'base64');
    const moved = appendZeros(field, { high, low }, part.size);
    high = moved.high ^ raw.readUInt32BE(0);
    low = field.width === 64 ? moved.low ^ raw.readUInt32BE(4) : 0;
  }
  const joined = Buffer.alloc(8);
  joined.writeInt32BE(high, 0);
  joined.writeInt32BE(low, 4);
  return joined.toString('base64', 0, ALGORITHMS[algorithm].digestSize);
}

/**
 * The composite checksum of an upload: base64 of the digest of the parts' raw digests, then `-N`.
 * `values` are base64 in order of the part numbers.
 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, values: readonly string[]): string {
  const digest = createDigest(algorithm);
  for (const value of values) digest.update(Buffer.from(value, 'base64'));
  return `${digest.digest().toString('base64')}-${values.length}`;
}

// `size` may be beyond 32 bits, where the bit operators end.
function appendZeros(field: Field, crc: Polynomial, size: number): Polynomial {
  let result = crc;
  for (let rest = size, k = 0; rest > 0; rest = Math.floor(rest / 2), k++) {
    if (rest % 2 === 1) result = multiply(field, result, power(field, k));
  }
  return result;
}

function power(field: Field, k: number): Polynomial {
  const known = field.powers[k];
  if (known) return known;
  const half = power(field, k - 1);
  const square = multiply(field, half, half);
  field.powers[k] = square;
  return square;
}

/** a·b mod p. */
function multiply({ width, modulus }: Field, a: Polynomial, b: Polynomial): Polynomial {
  let { high, low } = b;
  let productHigh = 0;
  let productLow = 0;
  for (let degree = 0; degree < width; degree++) {
    const word = degree < 32 ? a.high : a.low;
    if ((word << (degree & 31)) & 0x80000000) {
      productHigh ^= high;
      productLow ^= low;
    }
    // b·x: every coefficient moves down by one bit, the one that falls off is replaced by the modulus.
    const overflow = (width === 32 ? high : low) & 1;
    low = width === 32 ? 0 : (low >>> 1) | (high << 31);
    high >>>= 1;
    if (overflow) {
      high ^= modulus.high;
      low ^= modulus.low;
    }
  }
  return { high: productHigh, low: productLow };
}
