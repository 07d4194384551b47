import type { IncomingHttpHeaders } from 'node:http';
import { EMPTY, REGION, SCOPE, SECRET, TIMESTAMP } from '../../../test/support/aws-examples.js';
import { encodeAwsChunked } from '../../../test/support/chunked-body.js';
import { UNSIGNED, type ChunkSigning, type PayloadMode } from '../../auth/payload-mode.js';
import { deriveSigningKey } from '../../auth/sigv4/signing-key.js';
import { MAX_UPLOAD, openRequestBody, type RequestBody } from './request-body.js';

const signing: ChunkSigning = {
  seedSignature: EMPTY,
  signingKey: deriveSigningKey(SECRET, '20130524', REGION),
  timestamp: TIMESTAMP,
  scope: SCOPE,
};
const CHUNKS: PayloadMode = { kind: 'unsigned-chunks', trailer: true };
const HELLO = [Buffer.from('hello')];
const TRAILER = 'x-amz-checksum-crc32:AAAAAA==';

const open = (headers: IncomingHttpHeaders, payload: PayloadMode, wire: Buffer = HELLO[0]!): RequestBody =>
  openRequestBody({
    headers,
    payload,
    async *source() {
      yield wire;
    },
  });

async function read({ source }: RequestBody): Promise<string> {
  let text = '';
  for await (const chunk of source) text += chunk.toString();
  return text;
}

describe('openRequestBody', () => {
  it.each<PayloadMode>([UNSIGNED, { kind: 'sha256', digest: EMPTY }])(
    'passes a body without framing (%j)',
    async (payload) => {
      const body = open({ 'content-length': '5' }, payload);
      expect(body.size).toBe(5);
      expect(await read(body)).toBe('hello');
      expect(body.trailers.size).toBe(0);
    },
  );

  it('takes the framing off, and hands the trailers out', async () => {
    const headers = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'X-Amz-Checksum-CRC32' };
    const body = open(headers, CHUNKS, encodeAwsChunked(HELLO, { trailers: [TRAILER] }));
    expect(body.size).toBe(5);
    expect(await read(body)).toBe('hello');
    expect([...body.trailers]).toEqual([['x-amz-checksum-crc32', 'AAAAAA==']]);
  });

  it.each([false, true])('verifies signed chunks (trailer: %s)', async (trailer) => {
    const headers = {
      'x-amz-decoded-content-length': '5',
      ...(trailer && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
    };
    const wire = encodeAwsChunked(HELLO, { signing, trailers: trailer ? [TRAILER] : undefined });
    const payload: PayloadMode = { kind: 'signed-chunks', signing, trailer };
    expect(await read(open(headers, payload, wire))).toBe('hello');
    wire[wire.indexOf('hello')] = 0x48;
    await expect(read(open(headers, payload, wire))).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('asks for a length', () => {
    const missing = expect.objectContaining({ code: 'MissingContentLength', status: 411 });
    expect(() => open({ 'transfer-encoding': 'chunked' }, UNSIGNED)).toThrow(missing);
    expect(() => open({ 'content-length': '50' }, CHUNKS)).toThrow(missing);
  });

  it.each(['-1', '5x', '', '1e3', '9'.repeat(20)])('does not take %j for a length', (value) => {
    expect(() => open({ 'x-amz-decoded-content-length': value }, CHUNKS)).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        details: { ArgumentName: 'x-amz-decoded-content-length', ArgumentValue: value },
      }),
    );
  });

  it('refuses more than 5 GiB before a byte is read', () => {
    expect(open({ 'content-length': String(MAX_UPLOAD) }, UNSIGNED).size).toBe(MAX_UPLOAD);
    for (const [name, payload] of [
      ['content-length', UNSIGNED],
      ['x-amz-decoded-content-length', CHUNKS],
    ] as const) {
      expect(() => open({ [name]: String(MAX_UPLOAD + 1) }, payload)).toThrow(
        expect.objectContaining({
          code: 'EntityTooLarge',
          details: { ProposedSize: MAX_UPLOAD + 1, MaxSizeAllowed: MAX_UPLOAD },
        }),
      );
    }
  });

  it('refuses trailers that are no checksums', () => {
    const headers = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-meta-a' };
    expect(() => open(headers, CHUNKS)).toThrow(
      expect.objectContaining({
        code: 'InvalidRequest',
        message: 'The value specified in the x-amz-trailer header is not supported',
      }),
    );
  });
});
