import { S3Error } from '../errors/s3.error.js';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import {
  type HeaderLookup,
  readChecksumAlgorithm,
  readCompletedChecksum,
  readContentMd5,
  readDeclaredChecksum,
  readUploadChecksum,
} from './checksum-request.js';

const headers =
  (entries: Record<string, string>): HeaderLookup =>
  (name) =>
    entries[name];

const refusal = (action: () => unknown): { code: string; message: string } => {
  try {
    action();
  } catch (error) {
    if (error instanceof S3Error) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
};

const invalid = (message: string) => ({ code: 'InvalidRequest', message });
const CRC32 = 'y/Q5Jg==';

describe('the declared checksum', () => {
  const declared = (entries: Record<string, string>) => readDeclaredChecksum(headers(entries));
  const refused = (entries: Record<string, string>) => refusal(() => declared(entries));

  it('is absent when no header speaks of one', () => {
    expect(declared({ 'x-amz-checksum-type': 'COMPOSITE' })).toBeUndefined();
  });

  it('comes from the one header that has a value', () => {
    expect(declared({ 'x-amz-checksum-crc32': CRC32, 'x-amz-sdk-checksum-algorithm': 'CRC32' })).toEqual({
      algorithm: 'CRC32',
      value: CRC32,
    });
  });

  it('is announced by x-amz-trailer in any case', () => {
    expect(declared({ 'x-amz-trailer': 'X-Amz-Checksum-Crc64nvme' })).toEqual({
      algorithm: 'CRC64NVME',
      fromTrailer: true,
    });
  });

  it('is computed when only x-amz-sdk-checksum-algorithm names it', () => {
    expect(declared({ 'x-amz-sdk-checksum-algorithm': 'sha256' })).toEqual({ algorithm: 'SHA256' });
  });

  it('is refused when two headers, or a header and a trailer, carry values', () => {
    const expected = invalid(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
    expect(refused({ 'x-amz-checksum-crc32': CRC32, 'x-amz-checksum-crc32c': CRC32 })).toEqual(expected);
    expect(refused({ 'x-amz-checksum-crc32': CRC32, 'x-amz-trailer': 'x-amz-checksum-crc32' })).toEqual(
      expected,
    );
  });

  it.each(['', 'y/Q5Jg', 'y/Q5J===', 'not base64', 'AAAA', 'AAAAAAAA'])(
    'is refused with the value "%s"',
    (value) => {
      expect(refused({ 'x-amz-checksum-crc32': value })).toEqual(
        invalid('Value for x-amz-checksum-crc32 header is invalid.'),
      );
    },
  );

  it('is refused when the SDK header names another algorithm or none that exists', () => {
    const expected = invalid('Value for x-amz-sdk-checksum-algorithm header is invalid.');
    expect(refused({ 'x-amz-checksum-crc32': CRC32, 'x-amz-sdk-checksum-algorithm': 'SHA1' })).toEqual(
      expected,
    );
    expect(
      refused({ 'x-amz-trailer': 'x-amz-checksum-sha1', 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
    ).toEqual(expected);
    expect(refused({ 'x-amz-sdk-checksum-algorithm': 'CRC16' })).toEqual(expected);
  });

  it('is refused when the trailer is no checksum', () => {
    const expected = invalid('The value specified in the x-amz-trailer header is not supported');
    expect(refused({ 'x-amz-trailer': 'x-amz-meta-a' })).toEqual(expected);
    expect(refused({ 'x-amz-trailer': 'x-amz-checksum-crc32,x-amz-checksum-sha1' })).toEqual(expected);
  });
});

describe('Content-MD5', () => {
  it('is sixteen bytes or absent', () => {
    expect(readContentMd5(headers({}))).toBeUndefined();
    expect(readContentMd5(headers({ 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' }))?.toString('hex')).toBe(
      'd41d8cd98f00b204e9800998ecf8427e',
    );
  });

  it.each(['', 'd41d8cd98f00b204e9800998ecf8427e', '1B2M2Y8AsgTpgAmY7PhC'])('is refused as "%s"', (value) => {
    expect(refusal(() => readContentMd5(headers({ 'content-md5': value }))).code).toBe('InvalidDigest');
  });
});

describe('the checksum of a new multipart upload', () => {
  const upload = (algorithm?: string, type?: string) =>
    readUploadChecksum(
      headers({
        ...(algorithm !== undefined && { 'x-amz-checksum-algorithm': algorithm }),
        ...(type !== undefined && { 'x-amz-checksum-type': type }),
      }),
    );

  it('has the usual type of its algorithm', () => {
    expect(upload()).toBeUndefined();
    expect(upload('CRC32')).toEqual({ algorithm: 'CRC32', type: 'COMPOSITE' });
    expect(upload('CRC64NVME')).toEqual({ algorithm: 'CRC64NVME', type: 'FULL_OBJECT' });
  });

  it('has any type that its algorithm can have, and no other', () => {
    const composite = CHECKSUM_ALGORITHMS.filter((algorithm) => algorithm !== 'CRC64NVME');
    const refused = CHECKSUM_ALGORITHMS.filter((algorithm) => !algorithm.startsWith('CRC'));
    for (const algorithm of composite)
      expect(upload(algorithm, 'COMPOSITE')).toEqual({ algorithm, type: 'COMPOSITE' });
    for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME']) {
      expect(upload(algorithm, 'FULL_OBJECT')).toEqual({ algorithm, type: 'FULL_OBJECT' });
    }
    const message = (type: string, name: string): string =>
      `The ${type} checksum type cannot be used with the ${name} checksum algorithm.`;
    expect(refusal(() => upload('CRC64NVME', 'COMPOSITE'))).toEqual(
      invalid(message('COMPOSITE', 'crc64nvme')),
    );
    for (const algorithm of refused) {
      const expected = invalid(message('FULL_OBJECT', algorithm.toLowerCase()));
      expect(refusal(() => upload(algorithm, 'FULL_OBJECT'))).toEqual(expected);
    }
  });

  it('is refused with unknown names and with a type alone', () => {
    expect(refusal(() => upload('CRC32', 'HALF'))).toEqual(
      invalid('Value for x-amz-checksum-type header is invalid.'),
    );
    expect(refusal(() => upload(undefined, 'COMPOSITE'))).toEqual(
      invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.'),
    );
    expect(
      refusal(() => readChecksumAlgorithm(headers({ 'x-amz-checksum-algorithm': 'MD6' }))).message,
    ).toMatch(/^Checksum algorithm provided is unsupported\. .*\[CRC32, CRC32C, CRC64NVME, MD5, SHA1,/);
  });
});

describe('the checksum of a completed upload', () => {
  const completed = (entries: Record<string, string>) => readCompletedChecksum(headers(entries));

  it('is a value, a type, both or neither', () => {
    expect(completed({})).toBeUndefined();
    expect(completed({ 'x-amz-checksum-type': 'FULL_OBJECT' })).toEqual({ type: 'FULL_OBJECT' });
    expect(completed({ 'x-amz-checksum-crc32': CRC32, 'x-amz-checksum-type': 'FULL_OBJECT' })).toEqual({
      algorithm: 'CRC32',
      value: CRC32,
      type: 'FULL_OBJECT',
    });
  });

  it('may count its parts', () => {
    expect(completed({ 'x-amz-checksum-crc32': `${CRC32}-10000` })?.value).toBe(`${CRC32}-10000`);
  });

  it.each([`${CRC32}-`, `${CRC32}-0`, `${CRC32}-x`, `${CRC32}-1-1`, 'AAAA-3'])(
    'is refused as "%s"',
    (value) => {
      const expected = invalid('Value for x-amz-checksum-crc32 header is invalid.');
      expect(refusal(() => completed({ 'x-amz-checksum-crc32': value }))).toEqual(expected);
    },
  );
});
