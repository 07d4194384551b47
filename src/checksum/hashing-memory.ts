/** Bytes of one slot. */
export const SLOT_SIZE = 256 * 1024;

/**
 * Memory that the hashing threads see, divided into slots. Pages become resident when they are first written to; the
 * slot given back last is handed out first, so that no more of them do than were ever needed at one time.
 */
export class HashingMemory {
  readonly shared: SharedArrayBuffer;
  readonly bytes: Buffer;
  private readonly idle: number[];

  constructor(slots: number) {
    this.shared = new SharedArrayBuffer(slots * SLOT_SIZE);
    this.bytes = Buffer.from(this.shared);
    this.idle = Array.from({ length: slots }, (_, i) => (slots - 1 - i) * SLOT_SIZE);
  }

  /** Number of slots that nobody holds. */
  get free(): number {
    return this.idle.length;
  }

  /** Offset of a slot; `undefined` when all are taken. */
  take(): number | undefined {
    return this.idle.pop();
  }

  give(offset: number): void {
    this.idle.push(offset);
  }
}
