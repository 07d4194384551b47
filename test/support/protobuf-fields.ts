/** One field of a protobuf message: its number, and its value by wire type (0 varint, 1 fixed64, 2 bytes, 5 fixed32). */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** The fields of a message in their order. Source: Protocol Buffers "Encoding". Throws RangeError when the message is cut off. */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(offset);
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Buffer => {
    if (offset + length > message.length) throw new RangeError('the protobuf message is cut off');
    offset += length;
    return message.subarray(offset - length, offset);
  };
  while (offset < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (wireType === 0) yield { number, value: varint() };
    else if (wireType === 1) yield { number, value: bytes(8).readBigUInt64LE() };
    else if (wireType === 2) yield { number, value: bytes(Number(varint())) };
    else if (wireType === 5) yield { number, value: BigInt(bytes(4).readUInt32LE()) };
    else throw new RangeError(`protobuf wire type ${wireType} is not known`);
  }
}
