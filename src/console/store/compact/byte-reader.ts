const SMALL_BITS = 28;

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  position = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private start = 0;

  /** Reads the piece that begins at `start` of `bytes`; positions count from there on. */
  open(bytes: Buffer, start: number): void {
    this.bytes = bytes;
    this.start = start;
    this.position = start;
  }

  /** Goes to a place of the piece. */
  seek(place: number): void {
    this.position = this.start + place;
  }

  skip(count: number): void {
    this.position += count;
  }

  byte(): number {
    return this.bytes[this.position++]!;
  }

  number(): number {
    const { bytes } = this;
    let byte = bytes[this.position++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let shift = 7;
    do {
      byte = bytes[this.position++]!;
      value = shift < SMALL_BITS ? value | ((byte & 127) << shift) : value + (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte >= 128);
    return value;
  }

  double(): number {
    const value = this.bytes.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }

  /** @param count of bytes; twice as many digits */
  hex(count: number): string {
    return this.bytes.toString('hex', this.position, (this.position += count));
  }

  /** @param size in bytes */
  text(size: number): string {
    return this.bytes.toString('utf8', this.position, (this.position += size));
  }

  /** Whether the next bytes are these; nothing is read. */
  isNext(expected: Buffer): boolean {
    const { bytes, position } = this;
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[position + index] !== expected[index]) return false;
    }
    return true;
  }

  /** What a hole was filled with. */
  size(): number {
    const value = this.bytes.readUInt32LE(this.position);
    this.position += 4;
    return value;
  }
}
