import type { SpanGroup } from './span-form.js';
import { SpanQueue } from './span-queue.js';

interface Named extends SpanGroup {
  readonly names: string;
}

/** Spans of one letter each, which are equally large. */
const group = (names: string, bytes: number): Named => ({
  names,
  length: names.length,
  bytes,
  size: () => bytes / names.length,
});

describe('SpanQueue', () => {
  let queue: SpanQueue<Named>;
  const take = (count: number, maxBytes?: number): string =>
    queue
      .take(count, maxBytes)
      .map(({ group: { names }, from, to }) => names.slice(from, to))
      .join(' ');

  it('gives spans in their order, across groups', () => {
    queue = new SpanQueue(10, 100);
    queue.add(group('abc', 1));
    queue.add(group('de', 1));
    expect(take(2)).toBe('ab');
    expect(take(2)).toBe('c d');
    expect(queue.length).toBe(1);
    expect(take(9)).toBe('e');
    expect(take(1)).toBe('');
  });

  it('has room for a group as a whole or not at all', () => {
    queue = new SpanQueue(4, 100);
    queue.add(group('abc', 1));
    expect(queue.hasRoom(2, 1)).toBe(false);
    expect(queue.hasRoom(1, 1)).toBe(true);
  });

  it('is bounded in bytes as well, and has them back when a group is gone', () => {
    queue = new SpanQueue(100, 10);
    queue.add(group('ab', 8));
    expect(queue.hasRoom(1, 3)).toBe(false);
    take(1);
    expect(queue.hasRoom(1, 3)).toBe(false);
    take(1);
    expect(queue.hasRoom(1, 3)).toBe(true);
  });

  it('gives no more bytes away at once than are wanted, but always a span', () => {
    queue = new SpanQueue(100, 1000);
    queue.add(group('abcd', 40));
    queue.add(group('e', 100));
    queue.add(group('f', 1));
    expect(take(9, 25)).toBe('ab');
    expect(take(9, 25)).toBe('cd');
    expect(take(9, 25)).toBe('e');
    expect(take(9, 25)).toBe('f');
    expect(queue.length).toBe(0);
  });

  it('forgets all that waits', () => {
    queue = new SpanQueue(2, 10);
    queue.add(group('ab', 10));
    queue.clear();
    expect(queue.length).toBe(0);
    expect(queue.hasRoom(2, 10)).toBe(true);
    expect(take(9)).toBe('');
  });
});
