import { protobufFields } from '../../../../test/support/protobuf-fields.js';
import {
  fixed32Field,
  fixed64Field,
  lengthDelimited,
  ProtobufWriter,
  varintField,
} from './protobuf.writer.js';

/** Every kind of field, the longest numbers among them, and messages whose length takes one byte and two. */
function writeAll(out: ProtobufWriter): void {
  const short = out.open(lengthDelimited(1));
  out.close(short);
  const long = out.open(lengthDelimited(2));
  for (let round = 0; round < 3; round += 1) {
    out.integer(varintField(1), -1);
    out.integer(varintField(2), 2 ** 32 - 1);
    out.double(fixed64Field(3), 0.5);
    out.fixed64(fixed64Field(4), 1, 2);
    out.fixed32(fixed32Field(16), 0x301);
    out.text(lengthDelimited(5), 'plain');
    out.text(lengthDelimited(5), '世'.repeat(50));
    out.hex(lengthDelimited(6), '00f067aa0ba902b7');
    out.raw(Buffer.from([varintField(7), round]));
  }
  out.close(long);
}

describe('ProtobufWriter', () => {
  it('writes what a reader reads', () => {
    const out = new ProtobufWriter();
    writeAll(out);
    const [short, long] = protobufFields(Buffer.from(out.take()));
    expect(short).toEqual({ number: 1, value: Buffer.alloc(0) });
    expect([...protobufFields(long!.value as Buffer)].slice(0, 9)).toEqual([
      { number: 1, value: 2n ** 64n - 1n },
      { number: 2, value: 2n ** 32n - 1n },
      { number: 3, value: 0x3fe0000000000000n },
      { number: 4, value: 0x200000001n },
      { number: 16, value: 0x301n },
      { number: 5, value: Buffer.from('plain') },
      { number: 5, value: Buffer.from('世'.repeat(50)) },
      { number: 6, value: Buffer.from('00f067aa0ba902b7', 'hex') },
      { number: 7, value: 0n },
    ]);
    expect(out.length).toBe(0);
    expect(out.take()).toHaveLength(0);
  });

  it('loses nothing wherever its memory ends', () => {
    const alone = new ProtobufWriter();
    writeAll(alone);
    const wanted = Buffer.from(alone.take());
    for (let before = 2 ** 16 - wanted.length - 20; before <= 2 ** 16; before += 1) {
      const out = new ProtobufWriter();
      out.raw(Buffer.alloc(before, 1));
      writeAll(out);
      const bytes = Buffer.from(out.take());
      expect(bytes.subarray(before).equals(wanted)).toBe(true);
      expect(bytes.subarray(0, before).every((byte) => byte === 1)).toBe(true);
    }
  });

  it('begins anew after something very large', () => {
    const out = new ProtobufWriter();
    out.text(lengthDelimited(1), 'x'.repeat(5 * 2 ** 20));
    expect(out.take()).toHaveLength(5 * 2 ** 20 + 5);
    out.text(lengthDelimited(1), 'x'.repeat(2 ** 17));
    expect(out.take()).toHaveLength(2 ** 17 + 4);
  });
});
