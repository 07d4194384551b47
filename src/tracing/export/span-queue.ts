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

  /**
   * The oldest, `count` at most.
   * @param maxBytes that they take, unless the first alone takes more; each of a group is taken to be as large
   */
  take(count: number, maxBytes = Infinity): ReadableSpan[] {
    const taken: ReadableSpan[] = [];
    let room = maxBytes;
    for (let group = this.groups[0]; taken.length < count && group; group = this.groups[0]) {
      const size = group.bytes / group.spans.length;
      if (taken.length > 0 && size > room) break;
      room -= size;
      taken.push(group.spans[group.next]!);
      group.next += 1;
      if (group.next < group.spans.length) continue;
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
