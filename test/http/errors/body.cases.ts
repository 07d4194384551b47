import type { ChunkSigning } from '../../../src/auth/payload-mode.js';
import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import { deriveSigningKey } from '../../../src/auth/sigv4/signing-key.js';
import type { Answer } from '../../support/answer.js';
import { encodeAwsChunked } from '../../support/chunked-body.js';
import { RawConnection } from '../../support/raw-connection.js';
import { ROOT, type TestGateway } from '../../support/test-gateway.js';
import type { ErrorCase } from './error-case.js';

const SIGNED_CHUNKS = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const PUT = 'PUT /photos/body';

/** The headers of a signed PUT of `/photos/body`. */
const signed = (
  gateway: TestGateway,
  payloadHash: string,
  headers: Record<string, string>,
): Record<string, string> =>
  signRequest({
    method: 'PUT',
    url: `${gateway.url}/photos/body`,
    region: 'us-east-1',
    headers,
    payloadHash,
    ...ROOT,
  });

/** Sends a head alone, and gives back what is said to it. */
async function answerToHead(
  gateway: TestGateway,
  headers: Record<string, string>,
  end?: string,
): Promise<Answer> {
  const connection = await RawConnection.open(gateway.url);
  try {
    connection.head('PUT', '/photos/body', headers);
    if (end !== undefined) connection.socket.end(end);
    return await connection.response();
  } finally {
    connection.destroy();
  }
}

async function sendSignedChunks(gateway: TestGateway, chunks: readonly Buffer[]): Promise<Answer> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const headers = signed(gateway, SIGNED_CHUNKS, {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': String(length),
  });
  const body = encodeAwsChunked(chunks, { signing: signingOf(headers) });
  return gateway.send('PUT', '/photos/body', { headers, body, as: null });
}

/** What chunk signatures are chained from, of a request that is signed. */
function signingOf(headers: Record<string, string>): ChunkSigning {
  const timestamp = headers['x-amz-date'] ?? '';
  const date = timestamp.slice(0, 8);
  return {
    seedSignature: headers['authorization']?.split('Signature=')[1] ?? '',
    signingKey: deriveSigningKey(ROOT.secret, date, 'us-east-1'),
    timestamp,
    scope: `${date}/us-east-1/s3/aws4_request`,
  };
}

const chunked = (length: number, trailer?: string): Record<string, string> => ({
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': String(length),
  ...(trailer && { 'x-amz-trailer': trailer }),
});

/** Bodies that are not what was said of them. */
export const BODY_CASES: readonly ErrorCase[] = [
  {
    code: 'BadDigest',
    request: PUT,
    headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
    body: 'hello',
  },
  { code: 'BadDigest', request: PUT, headers: { 'x-amz-checksum-crc32': 'AAAAAA==' }, body: 'hello' },
  {
    code: 'EntityTooLarge',
    request: PUT,
    note: 'content-length: 5368709121',
    by: (gateway) =>
      answerToHead(gateway, signed(gateway, 'UNSIGNED-PAYLOAD', { 'content-length': '5368709121' })),
  },
  {
    code: 'IncompleteBody',
    request: PUT,
    headers: chunked(6),
    payloadHash: UNSIGNED_TRAILER,
    body: encodeAwsChunked([Buffer.from('hello')], { trailers: [] }),
    note: 'five bytes in chunks, announced as six',
  },
  {
    code: 'IncompleteBody',
    request: PUT,
    note: 'content-length: 10 | five. and the end of the connection',
    by: (gateway) =>
      answerToHead(gateway, signed(gateway, 'UNSIGNED-PAYLOAD', { 'content-length': '10' }), 'five.'),
  },
  {
    code: 'InvalidChunkSizeError',
    request: PUT,
    note: 'signed chunks of 8191 bytes and of one',
    by: (gateway) => sendSignedChunks(gateway, [Buffer.alloc(8191, 'a'), Buffer.from('b')]),
  },
  {
    code: 'InvalidArgument',
    request: PUT,
    headers: { 'x-amz-server-side-encryption': 'AES128' },
    body: 'hello',
  },
  {
    code: 'InvalidEncryptionAlgorithmError',
    request: PUT,
    headers: { 'x-amz-server-side-encryption-customer-algorithm': 'AES128' },
    body: 'hello',
  },
  { code: 'InvalidRequest', request: PUT, headers: { 'x-amz-checksum-crc32': 'none' }, body: 'hello' },
  {
    code: 'MalformedTrailerError',
    request: PUT,
    headers: chunked(5, 'x-amz-checksum-crc32'),
    payloadHash: UNSIGNED_TRAILER,
    body: encodeAwsChunked([Buffer.from('hello')], { trailers: [] }),
    note: 'chunks without the trailer x-amz-checksum-crc32 that was announced',
  },
  {
    code: 'MissingContentLength',
    request: PUT,
    note: 'chunks without x-amz-decoded-content-length',
    payloadHash: UNSIGNED_TRAILER,
    body: encodeAwsChunked([Buffer.from('hello')], { trailers: [] }),
  },
  {
    code: 'XAmzContentSHA256Mismatch',
    request: PUT,
    payloadHash: 'a'.repeat(64),
    body: 'hello',
    note: 'hello, signed as something else',
  },
];
