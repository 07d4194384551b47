import type { Duplex } from 'node:stream';
import type { S3ErrorCode } from '../../errors/s3-error.codes.js';
import { S3Error } from '../../errors/s3.error.js';
import { MAX_HEADER_BYTES } from '../request/request-guards.js';
import type { S3HttpResponse } from '../request/s3-request.js';
import { newHostId, newRequestId } from '../request/request-ids.js';
import { writeXml } from '../xml/xml.writer.js';
import { errorPage } from '../website/error-page.js';

/** Milliseconds for a client to take what it was told and go; most go at once. */
const LINGER = 5_000;

const CODES: Readonly<Record<string, S3ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'RequestHeaderSectionTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'RequestTimeout',
};

/** How an address words what it refuses. */
export interface RefusalDocument {
  readonly type: string;
  write(error: S3Error, ids: { readonly id: string; readonly hostId: string }): string;
}

const XML_DOCUMENT: RefusalDocument = {
  type: 'application/xml',
  write: ({ code, message, details }, { id, hostId }) =>
    writeXml('Error', { Code: code, Message: message, ...details, RequestId: id, HostId: hostId }),
};

/** For websites. */
export const HTML_DOCUMENT: RefusalDocument = { type: 'text/html; charset=utf-8', write: errorPage };

/** What Node keeps at a socket: the response under way. */
type AnsweringSocket = Duplex & { readonly _httpMessage?: Partial<S3HttpResponse> | null };

/** Answers what Node's parser refuses: there is no request, only a socket. */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: AnsweringSocket,
  document: RefusalDocument = XML_DOCUMENT,
): void {
  // The client ended in the middle of a body, and may still listen: the request answers for itself.
  if (error.code === 'HPE_INVALID_EOF_STATE' && socket._httpMessage?.s3?.cutOff()) return;
  // In the middle of the answer before, the client would take this one for the bytes of an object.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''] ?? 'BadRequest';
  const isTooLong = code === 'RequestHeaderSectionTooLarge';
  const refusal = new S3Error(code, isTooLong ? { MaxSizeAllowed: MAX_HEADER_BYTES } : {});
  const id = newRequestId();
  const hostId = newHostId();
  const body = document.write(refusal, { id, hostId });
  socket.end(
    `HTTP/1.1 ${refusal.status} Bad Request\r\nx-amz-request-id: ${id}\r\nx-amz-id-2: ${hostId}\r\nServer: Glassgate\r\n` +
      `Content-Type: ${document.type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(timer));
}
