import { crc32 } from 'node:zlib';

export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

/**
 * The messages of `application/vnd.amazon.eventstream`, whose checksums must be right and headers texts.
 * Source: S3 API Reference, "Appendix: SelectObjectContent Response".
 */
export function decodeMessages(bytes: Buffer): EventMessage[] {
  const messages: EventMessage[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const message = bytes.subarray(at, at + bytes.readUInt32BE(at));
    const end = message.length - 4;
    expect(message.readUInt32BE(8)).toBe(crc32(message.subarray(0, 8)));
    expect(message.readUInt32BE(end)).toBe(crc32(message.subarray(0, end)));
    const payloadAt = 12 + message.readUInt32BE(4);
    messages.push({
      headers: decodeHeaders(message.subarray(12, payloadAt)),
      payload: message.subarray(payloadAt, end),
    });
  }
  return messages;
}

function decodeHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    expect(bytes.readUInt8(nameEnd)).toBe(7);
    const valueAt = nameEnd + 3;
    const valueEnd = valueAt + bytes.readUInt16BE(nameEnd + 1);
    headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', valueAt, valueEnd);
    at = valueEnd;
  }
  return headers;
}
