import type { ReadableSpan } from '@opentelemetry/sdk-trace';

interface Group {
  readonly spans: readonly ReadableSpan[];
  readonly bytes: number;
  /** Index of the first that was not given away. */
  next: number;
}

/** Spans that wait, in groups that come in whole or not at all. */
export class SpanQueue {
  length = 0;
  private bytes = 0;
  private readonly groups: Group[] = [];

  /**
   * @param maxSpans that may wait
   * @param maxBytes that these may take
   */
  constructor(
    private readonly maxSpans: number,
    private readonly maxBytes: number,
  ) {}

  /** `false`: there is no room, and nothing was taken. */
  offer(spans: readonly ReadableSpan[], bytes: number): boolean {
    if (this.length + spans.length > this.maxSpans || this.bytes + bytes > this.maxBytes) return false;
    this.groups.push({ spans, bytes, next: 0 });
    this.length += spans.length;
    this.bytes += bytes;
    return true;
  }

  /** The oldest, `count` at most. */
  take(count: number): ReadableSpan[] {
    const taken: ReadableSpan[] = [];
    while (taken.length < count && this.groups[0]) {
      const [group] = this.groups;
      const end = Math.min(group.spans.length, group.next + count - taken.length);
      for (; group.next < end; group.next += 1) taken.push(group.spans[group.next]!);
      if (group.next < group.spans.length) break;
      this.groups.shift();
      this.bytes -= group.bytes;
    }
    this.length -= taken.length;
    return taken;
  }

  clear(): void {
    this.groups.length = 0;
    this.length = 0;
    this.bytes = 0;
  }
}
