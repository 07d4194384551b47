import { xxh3, xxh64 } from '@node-rs/xxhash';
import { ALGORITHMS, algorithmOfHeader, algorithmOfName, isDigestValue } from './algorithms.js';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from './checksum.js';
import { createDigest } from './digest.js';

const hex = (algorithm: ChecksumAlgorithm, ...chunks: readonly (string | Buffer)[]): string => {
  const digest = createDigest(algorithm);
  for (const chunk of chunks) digest.update(Buffer.from(chunk));
  return digest.digest().toString('hex');
};

const pattern = (size: number, factor = 31): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, i) => (i * factor + (i >> 8)) & 255));

/** Of "123456789": the CRC catalogue's check values, FIPS 180 and RFC 1321 implementations, and xxHash's own. */
const CHECK: Record<ChecksumAlgorithm, string> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  SHA512:
    'd9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85',
  MD5: '25f9e794323b453885f5181f1b624d0b',
  XXHASH64: xxh64('123456789').toString(16).padStart(16, '0'),
  XXHASH3: xxh3.xxh64('123456789').toString(16).padStart(16, '0'),
  XXHASH128: xxh3.xxh128('123456789').toString(16).padStart(32, '0'),
};

const EMPTY: Record<ChecksumAlgorithm, string> = {
  CRC32: '00000000',
  CRC32C: '00000000',
  CRC64NVME: '0000000000000000',
  SHA1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  SHA256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  SHA512:
    'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  MD5: 'd41d8cd98f00b204e9800998ecf8427e',
  XXHASH64: 'ef46db3751d8e999',
  XXHASH3: '2d06800538d394c2',
  XXHASH128: '99aa06d3014798d86001c324468d497f',
};

describe.each(CHECKSUM_ALGORITHMS)('the %s digest', (algorithm) => {
  it('gives the published values of nothing and of "123456789"', () => {
    expect(hex(algorithm)).toBe(EMPTY[algorithm]);
    expect(hex(algorithm, '123456789')).toBe(CHECK[algorithm]);
  });

  it('does not depend on where the chunks end', () => {
    const bytes = pattern(100_000);
    const whole = hex(algorithm, bytes);
    expect(hex(algorithm, bytes.subarray(0, 1), bytes.subarray(1, 20_000), bytes.subarray(20_000))).toBe(
      whole,
    );
  });

  it('keeps several digests apart whose updates alternate', () => {
    const inputs = [pattern(50_000, 3), pattern(50_000, 5), pattern(50_000, 7)];
    const digests = inputs.map(() => createDigest(algorithm));
    for (let at = 0; at < 50_000; at += 1_000) {
      digests.forEach((digest, i) => digest.update(inputs[i]?.subarray(at, at + 1_000) ?? Buffer.alloc(0)));
    }
    expect(digests.map((digest) => digest.digest().toString('hex'))).toEqual(
      inputs.map((input) => hex(algorithm, input)),
    );
  });

  it('is as long as its table row says', () => {
    expect(createDigest(algorithm).digest()).toHaveLength(ALGORITHMS[algorithm].digestSize);
  });

  it('is found by its header and its name', () => {
    expect(algorithmOfHeader(`X-Amz-Checksum-${algorithm}`)).toBe(algorithm);
    expect(algorithmOfName(algorithm.toLowerCase())).toBe(algorithm);
  });

  it('accepts only canonical base64 of its own length as a value', () => {
    const value = createDigest(algorithm).digest().toString('base64');
    expect(isDigestValue(algorithm, value)).toBe(true);
    expect(isDigestValue(algorithm, value.replace(/=+$/, '') + ' ')).toBe(false);
    expect(isDigestValue(algorithm, `!${value.slice(1)}`)).toBe(false);
    expect(isDigestValue(algorithm, value + value)).toBe(false);
    expect(isDigestValue(algorithm, '')).toBe(false);
  });
});

it('finds no algorithm under the other checksum headers', () => {
  expect(algorithmOfHeader('x-amz-checksum-type')).toBeUndefined();
  expect(algorithmOfName('CRC16')).toBeUndefined();
});
