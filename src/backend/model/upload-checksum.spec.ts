import { objectBody } from '../../../test/support/object-body.js';
import type { ObjectBody } from '../../checksum/checksum.js';
import { requireObjectChecksum, requirePartChecksum } from './upload-checksum.js';

const SHA256 = { algorithm: 'SHA256', type: 'COMPOSITE' } as const;

async function computed(body: ObjectBody): Promise<string[]> {
  for await (const chunk of body.read()) expect(chunk.length).toBeGreaterThan(0);
  return Object.keys(body.digests().checksums);
}

describe('requireObjectChecksum', () => {
  it('takes what the client declares, else CRC64NVME', async () => {
    const declared = objectBody('x', { declared: 'SHA1' });
    expect(requireObjectChecksum(declared)).toBe('SHA1');
    expect(await computed(declared)).toEqual(['SHA1']);
    const plain = objectBody('x');
    expect(requireObjectChecksum(plain)).toBe('CRC64NVME');
    expect(await computed(plain)).toEqual(['CRC64NVME']);
  });
});

describe('requirePartChecksum', () => {
  it('takes the algorithm of the upload', async () => {
    const plain = objectBody('x');
    expect(requirePartChecksum(SHA256, plain)).toBe('SHA256');
    expect(await computed(plain)).toEqual(['SHA256']);
    expect(requirePartChecksum(SHA256, objectBody('x', { declared: 'SHA256' }))).toBe('SHA256');
  });

  it('keeps a CRC64NVME for uploads without algorithm, beside what the part declares', async () => {
    const declared = objectBody('x', { declared: 'CRC32' });
    expect(requirePartChecksum(undefined, declared)).toBe('CRC64NVME');
    expect((await computed(declared)).toSorted()).toEqual(['CRC32', 'CRC64NVME']);
  });

  it('refuses a part with another algorithm', () => {
    expect(() => requirePartChecksum(SHA256, objectBody('x', { declared: 'CRC32' }))).toThrow(
      'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    );
  });
});
