import type { ServerResponse } from 'node:http';
import { crossOriginHeaders } from '../cors/cors-request.js';
import type { S3Request } from '../request/s3-request.js';
import { addChargeHeader } from './charge-header.js';
import { addEncryptionHeader } from './encryption-header.js';
import type { ResponseHeaders, ResponseStream, S3Response } from './s3-response.js';

type OutgoingHeaders = Record<string, string | number>;

/** Headers that stand on every response. Source: S3 API Reference, "Common response headers"; those of the trace are ours. */
export function commonHeaders(request: S3Request, headers: ResponseHeaders): OutgoingHeaders {
  const all: OutgoingHeaders = {
    'x-amz-request-id': request.id,
    'x-amz-id-2': request.hostId,
    Server: 'Glassgate',
  };
  request.addTraceHeaders(all);
  addHeaders(all, headers);
  const { origin } = request.headers;
  if (origin !== undefined) addHeaders(all, crossOriginHeaders(request, origin));
  return all;
}

function addHeaders(all: OutgoingHeaders, headers: ResponseHeaders): void {
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) all[name] = value;
  }
}

/** Sends a response; settles when its last byte was handed to the kernel. */
export async function writeResponse(request: S3Request, answer: S3Response): Promise<void> {
  const { response } = request;
  const { body } = answer;
  request.answer = answer;
  if (typeof body !== 'object') request.respond();
  const headers = commonHeaders(request, answer.headers);
  addEncryptionHeader(request, headers);
  addChargeHeader(request, headers);
  if (typeof body !== 'object') {
    const text = typeof body === 'function' ? body() : body;
    const bytes = text === undefined ? undefined : Buffer.from(text);
    if (bytes) headers['Content-Length'] = bytes.length;
    else if (answer.status !== 204 && answer.status !== 304 && headers['Content-Length'] === undefined)
      headers['Content-Length'] = 0;
    if (!response.destroyed) request.sentBytes = request.method === 'HEAD' ? 0 : (bytes?.length ?? 0);
    response.writeHead(answer.status, headers);
    response.end(bytes);
    request.sent();
    return;
  }
  if (body.length !== undefined) headers['Content-Length'] = body.length;
  try {
    response.writeHead(answer.status, headers);
  } catch (error) {
    // A stored header that HTTP cannot carry; nobody else will close what was opened.
    await body.chunks[Symbol.asyncIterator]().return?.();
    throw error;
  }
  await sendStream(request, body);
}

/** A small body leaves in one write with its head; a large one chunk by chunk, each buffer free before it is filled again. */
async function sendStream(request: S3Request, body: ResponseStream): Promise<void> {
  const { response } = request;
  let sent = 0;
  for await (const chunk of body.chunks) {
    if (response.destroyed) return;
    sent += chunk.length;
    request.sentBytes = sent;
    const last = sent === body.length && sent === chunk.length;
    const taken = handOver(response, (done) =>
      last ? response.end(chunk, done) : response.write(chunk, done),
    );
    request.sent();
    await taken;
    request.taken();
    if (response.destroyed) return;
  }
  if (body.length !== undefined && sent !== body.length)
    throw new Error(`the object ended after ${sent} of ${body.length} bytes`);
  if (response.writableEnded || response.destroyed) return;
  response.end();
  request.sent();
}

/**
 * Settles when the kernel has the chunk, or the connection is gone: Node forgets the callback of what is written to a
 * response whose connection is already closed.
 */
function handOver(response: ServerResponse, send: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('close', settle);
      resolve();
    };
    response.once('close', settle);
    send(settle);
  });
}
