import { createHash, randomBytes } from 'node:crypto';
import type { CombinableAlgorithm } from './algorithms.js';
import { combineCrc, compositeChecksum, type PartChecksum } from './combine.js';
import { createDigest } from './digest.js';

/** A reproducible source of numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const crc = (algorithm: CombinableAlgorithm, bytes: Buffer): string => {
  const digest = createDigest(algorithm);
  digest.update(bytes);
  return digest.digest().toString('base64');
};

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('combining %s', (algorithm) => {
  it('gives the CRC of the whole for random splits', () => {
    const seed = randomBytes(4).readUInt32LE();
    const next = random(seed);
    const bytes = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(next() * 256)));
    for (let round = 0; round < 20; round++) {
      const cuts = Array.from({ length: Math.floor(next() * 12) }, () => Math.floor(next() * bytes.length));
      const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const parts = edges.slice(1).map((end, i): PartChecksum => {
        const part = bytes.subarray(edges[i], end);
        return { value: crc(algorithm, part), size: part.length };
      });
      expect({ seed, round, value: combineCrc(algorithm, parts) }).toEqual({
        seed,
        round,
        value: crc(algorithm, bytes),
      });
    }
  });

  it('joins sizes beyond 32 bits in any grouping', () => {
    const sizes = [5 * 2 ** 30, 2 ** 32 + 1, 4 * 2 ** 40 + 3, 17];
    const parts = sizes.map((size, i) => ({ value: crc(algorithm, Buffer.from(`part ${i}`)), size }));
    const [a, b, c, d] = parts as [PartChecksum, PartChecksum, PartChecksum, PartChecksum];
    const tail = { value: combineCrc(algorithm, [b, c, d]), size: b.size + c.size + d.size };
    expect(combineCrc(algorithm, [a, tail])).toBe(combineCrc(algorithm, parts));
    expect(combineCrc(algorithm, [a, { ...tail, size: tail.size + 1 }])).not.toBe(
      combineCrc(algorithm, parts),
    );
  });

  it('gives back a single part unchanged and the CRC of nothing for none', () => {
    const value = crc(algorithm, Buffer.from('alone'));
    expect(combineCrc(algorithm, [{ value, size: 5 }])).toBe(value);
    expect(combineCrc(algorithm, [])).toBe(crc(algorithm, Buffer.alloc(0)));
  });
});

it('makes a composite of the raw digests and the number of parts', () => {
  const raw = ['one', 'two', 'three'].map((part) => createHash('sha256').update(part).digest());
  const expected = createHash('sha256').update(Buffer.concat(raw)).digest('base64');
  expect(
    compositeChecksum(
      'SHA256',
      raw.map((part) => part.toString('base64')),
    ),
  ).toBe(`${expected}-3`);
});
