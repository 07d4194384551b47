import { setImmediate } from 'node:timers/promises';

/** Bytes, of the object as stored, behind its compression, and of the result. */
export interface Counts {
  scanned: number;
  processed: number;
  returned: number;
}

/** What an answer is made of. Source: S3 API Reference, "Appendix: SelectObjectContent Response". */
export type SelectEvent =
  | { readonly kind: 'Records'; readonly payload: Buffer }
  | { readonly kind: 'Cont' | 'End' }
  | { readonly kind: 'Progress' | 'Stats'; readonly counts: Readonly<Counts> };

/** Bytes of results that are gathered before they leave. */
const FULL = 96 * 1024;
/** Most bytes of UTF-8 for a unit of UTF-16. */
const BYTES_OF_UNIT = 3;
/** Bytes of one message's records. */
const MAX_PAYLOAD = 128 * 1024;
/** Most records between two looks at the clock, where they cost little. */
const MAX_RECORDS = 16;
/** Milliseconds between two looks, from which on every record has its own. */
const LONG = 0.5;
/** Milliseconds until other requests have their turn. */
const TURN = 5;
/** Milliseconds without an event until the client hears that there is still somebody. */
const BEAT = 1000;

/** Gives others their turn when that is due, and seldom looks when records cost little. */
class TurnClock {
  private turnAt = performance.now();
  private lookedAt = this.turnAt;
  private interval = 1;
  private left = 1;

  turn(): Promise<void> | undefined {
    this.left -= 1;
    if (this.left > 0) return undefined;
    const now = performance.now();
    this.interval = now - this.lookedAt > LONG ? 1 : Math.min(this.interval * 2, MAX_RECORDS);
    this.left = this.interval;
    this.lookedAt = now;
    return now - this.turnAt < TURN ? undefined : this.give();
  }

  private async give(): Promise<void> {
    await setImmediate();
    this.turnAt = performance.now();
    this.lookedAt = this.turnAt;
  }
}

/** Gathers records of the result and makes events of them. */
export class ResultStream {
  /** The gathered records as bytes: their texts would keep everything alive that they were cut from. */
  private bytes = Buffer.allocUnsafe(MAX_PAYLOAD);
  private used = 0;
  private readonly clock = new TurnClock();
  private eventAt = performance.now();

  constructor(
    private readonly counts: Counts,
    private readonly reportsProgress: boolean,
  ) {}

  add(record: string): void {
    const most = this.used + record.length * BYTES_OF_UNIT;
    if (most > this.bytes.length) {
      const larger = Buffer.allocUnsafe(most);
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    this.used += this.bytes.write(record, this.used);
  }

  get isReady(): boolean {
    return this.used >= FULL;
  }

  *flush(): Generator<SelectEvent, void, undefined> {
    const bytes = this.bytes.subarray(0, this.used);
    this.bytes = Buffer.allocUnsafe(MAX_PAYLOAD);
    this.used = 0;
    this.counts.returned += bytes.length;
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD)
      yield { kind: 'Records', payload: bytes.subarray(at, at + MAX_PAYLOAD) };
    this.eventAt = performance.now();
  }

  /** Called between records. */
  turn(): Promise<void> | undefined {
    return this.clock.turn();
  }

  /** Called from time to time: a client that hears nothing may give up, and one that is gone is only noticed by writing. */
  *beat(): Generator<SelectEvent, void, undefined> {
    if (performance.now() - this.eventAt < BEAT) return;
    if (this.used > 0) yield* this.flush();
    else yield this.reportsProgress ? this.counted('Progress') : { kind: 'Cont' };
    this.eventAt = performance.now();
  }

  *finish(): Generator<SelectEvent, void, undefined> {
    yield* this.flush();
    if (this.reportsProgress) yield this.counted('Progress');
    yield this.counted('Stats');
    yield { kind: 'End' };
  }

  private counted(kind: 'Progress' | 'Stats'): SelectEvent {
    return { kind, counts: { ...this.counts } };
  }
}
