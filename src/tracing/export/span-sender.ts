import type { LocalRoot } from '../recorder/local-root.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import { TraceEncoder, type EncodedSpans } from './trace-encoder.js';

/** Of one package. */
const PACKAGE_BYTES = 64 * 2 ** 10;
/** That may be on their way. */
const MAX_WAITING_BYTES = 64 * 2 ** 20;

/** Spans that go to another thread at once; its `encoded.numbers` may be transferred. */
export interface SpanPackage {
  readonly encoded: EncodedSpans;
  readonly bytes: number;
}

export interface SpanSenderOptions {
  /** That may be on their way. */
  readonly maxSpans: number;
  readonly maxBytes?: number;
  /** Milliseconds that the first span of a package waits for others, at least. */
  readonly delay: number;
  /** Least milliseconds between two packages that are not full: each wakes the other thread up. */
  readonly pause?: number;
  /** Whether somebody is there to take a package. */
  readonly isOpen: () => boolean;
  readonly send: (spans: SpanPackage) => void;
}

/**
 * Writes spans down for another thread and sends them in packages. What that thread has not yet taken is bounded in spans
 * and bytes; above that whole roots are refused.
 */
export class SpanSender {
  private encoder = new TraceEncoder();
  /** That were sent, and not yet taken. */
  private sentSpans = 0;
  private sentBytes = 0;
  /** What comes late of them is refused too. */
  private readonly refused = new WeakSet<LocalRoot>();
  private timer: NodeJS.Timeout | undefined;
  /** Of `performance.now()`. */
  private sentAt = -Infinity;

  constructor(private readonly options: SpanSenderOptions) {}

  /** How many spans were taken over: those that have ended. `undefined`: there is no room. */
  add(root: LocalRoot): number | undefined {
    if (!this.hasRoom(root.spans.length)) {
      this.refused.add(root);
      return undefined;
    }
    const { encoder } = this;
    const before = encoder.spans;
    encoder.add(root);
    const added = encoder.spans - before;
    this.added();
    return added;
  }

  /** `false`: there is no room, or was none for the rest of its root. */
  addLate(root: LocalRoot, span: RecordedSpan): boolean {
    if (this.refused.has(root) || !this.hasRoom(1)) return false;
    this.encoder.addSpan(root, span);
    this.added();
    return true;
  }

  /** Sends what waits; it stays while nobody is there to take it. */
  readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.options.isOpen()) return;
    const { bytes } = this.encoder;
    const encoded = this.encoder.take();
    if (!encoded) return;
    this.sentSpans += encoded.spans;
    this.sentBytes += bytes;
    this.sentAt = performance.now();
    this.options.send({ encoded, bytes });
  };

  /** The other thread has taken so much since the last time. */
  taken(spans: number, bytes: number): void {
    this.sentSpans -= spans;
    this.sentBytes -= bytes;
  }

  /** The other thread is gone, and what it had not taken: a new one does not know the names that are taken for known. */
  reset(): void {
    this.encoder = new TraceEncoder();
    this.sentSpans = 0;
    this.sentBytes = 0;
  }

  private hasRoom(spans: number): boolean {
    const { encoder } = this;
    const { maxSpans, maxBytes = MAX_WAITING_BYTES } = this.options;
    return this.sentSpans + encoder.spans + spans <= maxSpans && this.sentBytes + encoder.bytes < maxBytes;
  }

  private added(): void {
    if (this.encoder.bytes >= PACKAGE_BYTES) this.flush();
    else this.timer ??= setTimeout(this.flush, this.wait).unref();
  }

  /** Milliseconds. */
  private get wait(): number {
    const { delay, pause = 0 } = this.options;
    return Math.max(delay, this.sentAt + pause - performance.now());
  }
}
