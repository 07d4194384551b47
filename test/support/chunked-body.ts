import { hash } from 'node:crypto';
import type { ChunkSigning } from '../../src/auth/payload-mode.js';
import { hmac } from '../../src/auth/sigv4/signing-key.js';
import { EMPTY } from './aws-examples.js';

const sha256 = (data: Buffer | string): string => hash('sha256', data, 'hex');

/** An aws-chunked body; signed when `signing` is given. Trailers stand as `name:value`. */
export function encodeAwsChunked(
  chunks: readonly Buffer[],
  options: { signing?: ChunkSigning; trailers?: readonly string[] } = {},
): Buffer {
  const { signing, trailers } = options;
  let previous = signing?.seedSignature ?? '';
  const sign = (kind: string, rest: string): string => {
    const head = `AWS4-HMAC-SHA256-${kind}\n${signing!.timestamp}\n${signing!.scope}\n${previous}`;
    return (previous = hmac(signing!.signingKey, `${head}\n${rest}`).toString('hex'));
  };
  const pieces: Buffer[] = [];
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    const extension = signing ? `;chunk-signature=${sign('PAYLOAD', `${EMPTY}\n${sha256(chunk)}`)}` : '';
    pieces.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk);
    if (chunk.length > 0) pieces.push(Buffer.from('\r\n'));
  }
  if (trailers) {
    for (const trailer of trailers) pieces.push(Buffer.from(`${trailer}\r\n`));
    const covered = trailers.map((trailer) => `${trailer}\n`).join('');
    if (signing) pieces.push(Buffer.from(`x-amz-trailer-signature:${sign('TRAILER', sha256(covered))}\r\n`));
  }
  pieces.push(Buffer.from('\r\n'));
  return Buffer.concat(pieces);
}
