import type { GroupPart, SpanGroup } from './span-form.js';

interface Waiting<Group> {
  readonly group: Group;
  /** Index of the first that was not given away. */
  next: number;
}

/** Spans that wait, in groups that come in whole or not at all. */
export class SpanQueue<Group extends SpanGroup> {
  length = 0;
  private bytes = 0;
  private readonly waiting: Waiting<Group>[] = [];

  /**
   * @param maxSpans that may wait
   * @param maxBytes that these may take
   */
  constructor(
    private readonly maxSpans: number,
    private readonly maxBytes: number,
  ) {}

  /** @param bytes that a group is taken to have, before it is read */
  hasRoom(spans: number, bytes: number): boolean {
    return this.length + spans <= this.maxSpans && this.bytes + bytes <= this.maxBytes;
  }

  /** For which there is room. */
  add(group: Group): void {
    this.waiting.push({ group, next: 0 });
    this.length += group.length;
    this.bytes += group.bytes;
  }

  /**
   * The oldest, `count` at most.
   * @param maxBytes that they take, unless the first alone takes more
   */
  take(count: number, maxBytes = Infinity): GroupPart<Group>[] {
    const parts: GroupPart<Group>[] = [];
    let left = count;
    let room = maxBytes;
    for (let first = this.waiting[0]; left > 0 && first; first = this.waiting[0]) {
      const { group, next: from } = first;
      const isFirst = parts.length === 0;
      for (; left > 0 && first.next < group.length; first.next += 1, left -= 1) {
        const size = group.size(first.next);
        if (size > room && !(isFirst && first.next === from)) break;
        room -= size;
      }
      if (first.next > from) parts.push({ group, from, to: first.next });
      if (first.next < group.length) break;
      this.waiting.shift();
      this.bytes -= group.bytes;
    }
    this.length -= count - left;
    return parts;
  }

  clear(): void {
    this.waiting.length = 0;
    this.length = 0;
    this.bytes = 0;
  }
}
