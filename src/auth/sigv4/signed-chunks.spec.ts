import {
  authorization,
  exampleAuthentication,
  incoming,
  REGION,
  SCOPE,
  SECRET,
  TIMESTAMP,
} from '../../../test/support/aws-examples.js';
import { ChunkSignatures } from './signed-chunks.js';
import { deriveSigningKey } from './signing-key.js';

const DATA = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'a'), Buffer.alloc(0)];

/** S3 API Reference, "Transferring Payload in Multiple Chunks (Chunked Upload)", example of 66,560 bytes. */
const CHUNKED = {
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  chunks: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
};

/** "… Including trailing headers", example of the same bytes. */
const TRAILING = {
  seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  chunks: [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ],
  trailer: 'x-amz-checksum-crc32c:sOO8/Q==\n',
  trailerSignature: 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
};

const chain = (seedSignature: string): ChunkSignatures =>
  new ChunkSignatures({
    seedSignature,
    signingKey: deriveSigningKey(SECRET, '20130524', REGION),
    timestamp: TIMESTAMP,
    scope: SCOPE,
  });

const mismatch = expect.objectContaining({ code: 'SignatureDoesNotMatch' });

describe('ChunkSignatures', () => {
  it('accepts the head of the published example as the seed', async () => {
    const mode = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
    const signed =
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class';
    const request = incoming(
      'PUT',
      '/examplebucket/chunkObject.txt',
      [
        ['Host', 's3.amazonaws.com'],
        ['x-amz-date', TIMESTAMP],
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
        ['Authorization', authorization(signed, CHUNKED.seed)],
        ['x-amz-content-sha256', mode],
        ['Content-Encoding', 'aws-chunked'],
        ['x-amz-decoded-content-length', '66560'],
        ['Content-Length', '66824'],
      ],
      true,
    );
    await exampleAuthentication().authenticate(request);
    expect(request.payload).toEqual({
      kind: 'signed-chunks',
      trailer: false,
      signing: {
        seedSignature: CHUNKED.seed,
        signingKey: deriveSigningKey(SECRET, '20130524', REGION),
        timestamp: TIMESTAMP,
        scope: SCOPE,
      },
    });
  });

  it.each([
    ['chunked upload', CHUNKED],
    ['trailing headers', TRAILING],
  ])('accepts every chunk of the published example of %s', (_, { seed, chunks }) => {
    const signatures = chain(seed);
    DATA.forEach((data, index) => {
      for (let at = 0; at < data.length; at += 1000) signatures.update(data.subarray(at, at + 1000));
      expect(() => signatures.endChunk(chunks[index] as string)).not.toThrow();
    });
  });

  it('accepts the trailer signature of the published example', () => {
    const signatures = chain(TRAILING.chunks[2] as string);
    expect(() => signatures.endTrailers(TRAILING.trailer, TRAILING.trailerSignature)).not.toThrow();
  });

  it('refuses a changed trailer', () => {
    const signatures = chain(TRAILING.chunks[2] as string);
    const changed = TRAILING.trailer.replace('s', 'S');
    expect(() => signatures.endTrailers(changed, TRAILING.trailerSignature)).toThrow(mismatch);
  });

  it('refuses a changed byte, a missing chunk and a chunk of another upload', () => {
    const changed = chain(CHUNKED.seed);
    changed.update(Buffer.alloc(65_535, 'a'));
    changed.update(Buffer.from('b'));
    expect(() => changed.endChunk(CHUNKED.chunks[0] as string)).toThrow(mismatch);

    const skipped = chain(CHUNKED.seed);
    skipped.update(DATA[1] as Buffer);
    expect(() => skipped.endChunk(CHUNKED.chunks[1] as string)).toThrow(mismatch);

    const other = chain(TRAILING.seed);
    other.update(DATA[0] as Buffer);
    expect(() => other.endChunk(CHUNKED.chunks[0] as string)).toThrow(mismatch);
  });
});
