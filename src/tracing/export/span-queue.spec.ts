import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanQueue } from './span-queue.js';

const spans = (...names: string[]): ReadableSpan[] => names.map((name) => ({ name }) as ReadableSpan);
const names = (taken: readonly ReadableSpan[]): string[] => taken.map(({ name }) => name);

describe('SpanQueue', () => {
  it('gives spans in their order, across groups', () => {
    const queue = new SpanQueue(10, 100);
    expect(queue.offer(spans('a', 'b', 'c'), 1)).toBe(true);
    expect(queue.offer(spans('d', 'e'), 1)).toBe(true);
    expect(names(queue.take(2))).toEqual(['a', 'b']);
    expect(names(queue.take(2))).toEqual(['c', 'd']);
    expect(queue.length).toBe(1);
    expect(names(queue.take(9))).toEqual(['e']);
    expect(queue.take(1)).toEqual([]);
  });

  it('takes a group whole or not at all', () => {
    const queue = new SpanQueue(4, 100);
    expect(queue.offer(spans('a', 'b', 'c'), 1)).toBe(true);
    expect(queue.offer(spans('d', 'e'), 1)).toBe(false);
    expect(queue.offer(spans('f'), 1)).toBe(true);
    expect(names(queue.take(9))).toEqual(['a', 'b', 'c', 'f']);
  });

  it('is bounded in bytes as well, and has them back when a group is gone', () => {
    const queue = new SpanQueue(100, 10);
    expect(queue.offer(spans('a', 'b'), 8)).toBe(true);
    expect(queue.offer(spans('c'), 3)).toBe(false);
    queue.take(1);
    expect(queue.offer(spans('c'), 3)).toBe(false);
    queue.take(1);
    expect(queue.offer(spans('c'), 3)).toBe(true);
  });

  it('gives no more bytes away at once than are wanted, but always a span', () => {
    const queue = new SpanQueue(100, 1000);
    queue.offer(spans('a', 'b', 'c', 'd'), 40);
    queue.offer(spans('e'), 100);
    queue.offer(spans('f'), 1);
    expect(names(queue.take(9, 25))).toEqual(['a', 'b']);
    expect(names(queue.take(9, 25))).toEqual(['c', 'd']);
    expect(names(queue.take(9, 25))).toEqual(['e']);
    expect(names(queue.take(9, 25))).toEqual(['f']);
    expect(queue.length).toBe(0);
  });
});
