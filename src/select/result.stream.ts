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

/** Characters of results that are gathered before they leave. */
const FULL = 96 * 1024;
/** Bytes of one message's records. */
const MAX_PAYLOAD = 128 * 1024;
/** Records between two looks at the clock. */
const RECORDS = 8;
/** Milliseconds until other requests have their turn. */
const TURN = 5;
/** Milliseconds without an event until the client hears that there is still somebody. */
const BEAT = 1000;

/** Gathers records of the result and makes events of them. */
export class ResultStream {
  private text = '';
  private records = 0;
  private turnAt = performance.now();
  private eventAt = this.turnAt;

  constructor(
    private readonly counts: Counts,
    private readonly reportsProgress: boolean,
  ) {}

  add(record: string): void {
    this.text += record;
  }

  get isReady(): boolean {
    return this.text.length >= FULL;
  }

  *flush(): Generator<SelectEvent, void, undefined> {
    const bytes = Buffer.from(this.text);
    this.text = '';
    this.counts.returned += bytes.length;
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD)
      yield { kind: 'Records', payload: bytes.subarray(at, at + MAX_PAYLOAD) };
    this.eventAt = performance.now();
  }

  /** Called between records. */
  turn(): Promise<void> | undefined {
    this.records += 1;
    if (this.records % RECORDS !== 0 || performance.now() - this.turnAt < TURN) return undefined;
    return this.giveTurn();
  }

  /** Called from time to time: a client that hears nothing may give up, and one that is gone is only noticed by writing. */
  *beat(): Generator<SelectEvent, void, undefined> {
    if (performance.now() - this.eventAt < BEAT) return;
    if (this.text !== '') yield* this.flush();
    else yield this.reportsProgress ? this.counted('Progress') : { kind: 'Cont' };
    this.eventAt = performance.now();
  }

  *finish(): Generator<SelectEvent, void, undefined> {
    yield* this.flush();
    if (this.reportsProgress) yield this.counted('Progress');
    yield this.counted('Stats');
    yield { kind: 'End' };
  }

  private async giveTurn(): Promise<void> {
    await setImmediate();
    this.turnAt = performance.now();
  }

  private counted(kind: 'Progress' | 'Stats'): SelectEvent {
    return { kind, counts: { ...this.counts } };
  }
}
