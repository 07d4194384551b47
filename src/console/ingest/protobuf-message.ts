import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reads one field into the message. */
export type ReadField<T> = (message: T, reader: BinaryReader) => void;

/** Fields of a message by their key; what is not named here is skipped. */
export type Fields<T> = ReadonlyMap<number, ReadField<T>>;

const keyOf = (number: number, wire: WireType): number => (number << 3) | wire;

/** Key of a text, of bytes or of a message within. */
export const bytesField = (number: number): number => keyOf(number, WireType.LengthDelimited);
export const varintField = (number: number): number => keyOf(number, WireType.Varint);
export const fixed64Field = (number: number): number => keyOf(number, WireType.Bit64);

/**
 * Reads a message. Source: Protocol Buffers "Encoding".
 * @throws Error when the bytes are no protobuf: cut off, a field number 0, a wire type that is none
 */
export function readMessage<T>(bytes: Uint8Array, message: T, fields: Fields<T>): T {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const read = fields.get(keyOf(number, wire));
    if (read) read(message, reader);
    else reader.skip(wire, number);
  }
  return message;
}
