import { crc32 } from 'node:zlib';

/** Lengths of the message and of its headers, and the checksum of both. */
const PRELUDE = 12;
const CHECKSUM = 4;
/** The only type of header value that these messages use. */
const STRING = 7;

/**
 * One message of `application/vnd.amazon.eventstream`. Header values are texts.
 * Source: S3 API Reference, "Appendix: SelectObjectContent Response".
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload?: Buffer): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const size = PRELUDE + head.length + (payload?.length ?? 0) + CHECKSUM;
  const message = Buffer.allocUnsafe(size);
  message.writeUInt32BE(size, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, PRELUDE);
  payload?.copy(message, PRELUDE + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, size - CHECKSUM)), size - CHECKSUM);
  return message;
}

function encodeHeader(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
  const head = Buffer.from([nameBytes.length, ...nameBytes, STRING, 0, 0]);
  head.writeUInt16BE(valueBytes.length, head.length - 2);
  return Buffer.concat([head, valueBytes]);
}
