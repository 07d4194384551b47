import { randomInt } from 'node:crypto';
import { REGION, SCOPE, SECRET, TIMESTAMP } from '../../../test/support/aws-examples.js';
import { encodeAwsChunked } from '../../../test/support/chunked-body.js';
import type { ChunkSigning } from '../../auth/payload-mode.js';
import { ChunkSignatures } from '../../auth/sigv4/signed-chunks.js';
import { deriveSigningKey } from '../../auth/sigv4/signing-key.js';
import type { S3Error } from '../../errors/s3.error.js';
import { decodeAwsChunked, type AwsChunkedOptions } from './aws-chunked.decoder.js';

const CRC = 'x-amz-checksum-crc32';
const signing: ChunkSigning = {
  seedSignature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  signingKey: deriveSigningKey(SECRET, '20130524', REGION),
  timestamp: TIMESTAMP,
  scope: SCOPE,
};

/** Small random numbers that a seed repeats (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

async function* split(wire: Buffer, size: () => number): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < wire.length;) {
    const end = at + size();
    yield wire.subarray(at, end);
    at = end;
  }
}

interface Decoded {
  readonly data: Buffer;
  readonly trailers: Record<string, string>;
}

async function decode(
  wire: Buffer | string,
  options: Partial<AwsChunkedOptions>,
  piece = (): number => 65_536,
): Promise<Decoded> {
  const bytes = Buffer.from(wire as string);
  const trailers = new Map<string, string>();
  const pieces: Buffer[] = [];
  const source = split(bytes, piece);
  for await (const chunk of decodeAwsChunked(source, { decodedLength: 5, trailers, ...options }))
    pieces.push(chunk);
  return { data: Buffer.concat(pieces), trailers: Object.fromEntries(trailers) };
}

const failure = (wire: Buffer | string, options: Partial<AwsChunkedOptions> = {}): Promise<S3Error> =>
  decode(wire, options).then(
    () => Promise.reject(new Error('was accepted')),
    (error: unknown) => error as S3Error,
  );

const signed = (): Partial<AwsChunkedOptions> => ({ signatures: new ChunkSignatures(signing) });

describe('decodeAwsChunked', () => {
  it('decodes the published example of 66,560 bytes, signatures and trailer included', async () => {
    const data = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'a')];
    const trailer = 'x-amz-checksum-crc32c:sOO8/Q==';
    const wire = Buffer.concat([
      Buffer.from(
        '10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n',
      ),
      data[0] as Buffer,
      Buffer.from(
        '\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n',
      ),
      data[1] as Buffer,
      Buffer.from(
        '\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n',
      ),
      Buffer.from(`${trailer}\r\n`),
      Buffer.from(
        'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
      ),
    ]);
    expect(encodeAwsChunked(data, { signing, trailers: [trailer] })).toEqual(wire);
    const decoded = await decode(wire, {
      ...signed(),
      decodedLength: 66_560,
      announced: ['x-amz-checksum-crc32c'],
    });
    expect(decoded.data.equals(Buffer.concat(data))).toBe(true);
    expect(decoded.trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  it('gives the same bytes however the wire is split', async () => {
    const seed = randomInt(2 ** 31);
    const below = random(seed);
    for (let round = 0; round < 60; round += 1) {
      const chunks = Array.from({ length: below(4) }, () =>
        Buffer.alloc(8192 + below(9000), `${round}\r\n0\r\n`),
      );
      if (below(2)) chunks.push(Buffer.alloc(1 + below(40), '\r\n'));
      const plain = Buffer.concat(chunks);
      const withSignatures = below(2) === 1;
      const trailers = below(2) === 1 ? [`${CRC}:AAAAAA==`] : undefined;
      const wire = encodeAwsChunked(chunks, { signing: withSignatures ? signing : undefined, trailers });
      const largest = [1, 2, 7, 300, 20_000][below(5)] as number;
      const options = {
        ...(withSignatures ? signed() : {}),
        decodedLength: plain.length,
        announced: trailers && [CRC],
      };
      const decoded = await decode(wire, options, () => 1 + below(largest)).catch((error: unknown) => {
        throw new Error(`seed ${seed}, round ${round}`, { cause: error });
      });
      expect({ seed, round, same: decoded.data.equals(plain) }).toEqual({ seed, round, same: true });
      expect(decoded.trailers).toEqual(trailers ? { [CRC]: 'AAAAAA==' } : {});
    }
  });

  it('hands out views of what came in', async () => {
    const wire = encodeAwsChunked([Buffer.from('hello')]);
    const source = split(wire, () => wire.length);
    for await (const chunk of decodeAwsChunked(source, { decodedLength: 5, trailers: new Map() })) {
      expect(chunk.buffer).toBe(wire.buffer);
    }
  });

  it('ignores the extensions of unsigned chunks', async () => {
    expect((await decode('5;a=b\r\nhello\r\n0;x\r\n\r\n', {})).data.toString()).toBe('hello');
  });

  it.each([
    ['nothing', ''],
    ['no last chunk', '5\r\nhello\r\n'],
    ['no end of the last chunk', '5\r\nhello\r\n0\r\n'],
    ['a cut chunk', '5\r\nhel'],
    ['a chunk without CRLF', '5\r\nhelloX\r\n0\r\n\r\n'],
    ['a bare line feed', '5\nhello\r\n0\r\n\r\n'],
    ['a size that is no number', 'x\r\nhello\r\n0\r\n\r\n'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
    ['no size', '\r\nhello\r\n0\r\n\r\n'],
    ['an enormous size', 'fffffffffffffff\r\nhello\r\n0\r\n\r\n'],
    ['more than declared', '6\r\nhello!\r\n0\r\n\r\n'],
    ['more than declared, in a second chunk', '5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n'],
    ['less than declared', '4\r\nhell\r\n0\r\n\r\n'],
    ['bytes after the end', '5\r\nhello\r\n0\r\n\r\nx'],
    ['a chunk header without end', `5;${'x'.repeat(2000)}\r\nhello\r\n0\r\n\r\n`],
    ['a trailer that was not to come', `5\r\nhello\r\n0\r\n${CRC}:x\r\n\r\n`],
  ])('refuses a body with %s', async (_, wire) => {
    expect((await failure(wire)).code).toBe('IncompleteBody');
  });

  it('bounds a chunk header to 1024 bytes', async () => {
    const header = (length: number): string => `5;${'x'.repeat(length - 2)}\r\nhello\r\n0\r\n\r\n`;
    expect((await decode(header(1024), {}, () => 100)).data.toString()).toBe('hello');
    expect((await failure(header(1025))).code).toBe('IncompleteBody');
  });

  it('does not read on when a header has no end', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Buffer, void, void> {
      for (;;) {
        pulled += 1;
        yield Buffer.alloc(100, '1');
      }
    }
    const decoding = decodeAwsChunked(endless(), { decodedLength: 5, trailers: new Map() });
    await expect(decoding.next()).rejects.toMatchObject({ code: 'IncompleteBody' });
    expect(pulled).toBeLessThanOrEqual(12);
  });

  it('lets go of the source when its reader stops', async () => {
    let released = false;
    async function* source(): AsyncGenerator<Buffer, void, void> {
      try {
        for (;;) yield Buffer.from('5\r\nhello\r\n');
      } finally {
        released = true;
      }
    }
    for await (const chunk of decodeAwsChunked(source(), { decodedLength: 50, trailers: new Map() })) {
      expect(chunk.toString()).toBe('hello');
      break;
    }
    expect(released).toBe(true);
  });

  it('calls a connection that closed an incomplete body, with the reason as its cause', async () => {
    const reason = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    async function* source(): AsyncGenerator<Buffer, void, void> {
      yield Buffer.from('5\r\nhe');
      throw reason;
    }
    const decoding = decodeAwsChunked(source(), { decodedLength: 5, trailers: new Map() });
    await decoding.next();
    await expect(decoding.next()).rejects.toMatchObject({ code: 'IncompleteBody', cause: reason });
  });

  describe('with signed chunks', () => {
    const hello = (): Buffer => encodeAwsChunked([Buffer.from('hello')], { signing });

    it('refuses a changed byte at the end of its chunk', async () => {
      const wire = hello();
      wire[wire.indexOf('hello')] = 0x48;
      const seen: string[] = [];
      const reading = (async (): Promise<void> => {
        const options = { decodedLength: 5, trailers: new Map<string, string>(), ...signed() };
        for await (const chunk of decodeAwsChunked(
          split(wire, () => 1000),
          options,
        ))
          seen.push(chunk.toString());
      })();
      await expect(reading).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
      expect(seen).toEqual(['Hello']);
    });

    it('refuses a forged last chunk', async () => {
      const wire = hello()
        .toString('latin1')
        .replace(/0;chunk-signature=../, '0;chunk-signature=zz');
      expect((await failure(wire, signed())).code).toBe('SignatureDoesNotMatch');
    });

    it('refuses chunks without a signature', async () => {
      expect((await failure(encodeAwsChunked([Buffer.from('hello')]), signed())).code).toBe('IncompleteBody');
    });

    it('asks for 8192 bytes in every chunk but the last', async () => {
      const sizes = (...list: number[]): [Buffer, Partial<AwsChunkedOptions>] => [
        encodeAwsChunked(
          list.map((size) => Buffer.alloc(size, 'x')),
          { signing },
        ),
        { ...signed(), decodedLength: list.reduce((sum, size) => sum + size, 0) },
      ];
      expect((await decode(...sizes(8192, 8192, 1))).data.length).toBe(16_385);
      expect(await failure(...sizes(8192, 8191, 1))).toMatchObject({
        code: 'InvalidChunkSizeError',
        details: { Chunk: 2, BadChunkSize: 8191 },
      });
    });
  });

  describe('with trailers', () => {
    const body = (...lines: string[]): string =>
      `5\r\nhello\r\n0\r\n${lines.map((line) => `${line}\r\n`).join('')}`;
    const announced = [CRC];

    it('hands the announced one out, by its lower-case name', async () => {
      const { trailers } = await decode(body('X-Amz-Checksum-CRC32: AAAAAA== ', ''), { announced });
      expect(trailers).toEqual({ [CRC]: 'AAAAAA==' });
    });

    it('takes a body that announced none', async () => {
      expect((await decode(body(''), { announced: [] })).trailers).toEqual({});
    });

    it.each([
      ['no trailer', body('')],
      ['another trailer', body('x-amz-checksum-sha1:x', '')],
      ['one more trailer', body(`${CRC}:x`, 'x-amz-checksum-sha1:x', '')],
      ['a repeated trailer', body(`${CRC}:x`, `${CRC}:x`, '')],
      ['a line without colon', body(CRC, '')],
      ['a signature nobody asked for', body(`${CRC}:x`, 'x-amz-trailer-signature:00', '')],
      ['no end', body(`${CRC}:x`)],
      ['a cut line', body(`${CRC}:x`).slice(0, -3)],
      ['a line of more than 1024 bytes', body(`${CRC}:${'x'.repeat(1024)}`, '')],
    ])('refuses a trailer section with %s', async (_, wire) => {
      expect((await failure(wire, { announced })).code).toBe('MalformedTrailerError');
    });

    const signedBody = (): string =>
      encodeAwsChunked([Buffer.from('hello')], { signing, trailers: [`${CRC}:AAAAAA==`] }).toString('latin1');

    it('refuses a trailer that is not what was signed', async () => {
      const wire = signedBody().replace('AAAAAA==', 'AAAAAB==');
      expect((await failure(wire, { ...signed(), announced })).code).toBe('SignatureDoesNotMatch');
    });

    it('asks for the trailer signature, after the trailers', async () => {
      const lines = signedBody().split('\r\n');
      const signature = lines.findIndex((line) => line.startsWith('x-amz-trailer-signature'));
      const without = lines.toSpliced(signature, 1).join('\r\n');
      const before = lines
        .toSpliced(signature - 1, 2, lines[signature] as string, lines[signature - 1] as string)
        .join('\r\n');
      for (const wire of [without, before]) {
        expect((await failure(wire, { ...signed(), announced })).code).toBe('MalformedTrailerError');
      }
    });
  });
});
