import { RowQueue } from './row-queue.js';
import { TraceRow } from './trace-row.js';

const row = (order: number): TraceRow => new TraceRow(String(order), order);

/** Takes all, the oldest first. */
function drained(queue: RowQueue): number[] {
  const orders: number[] = [];
  for (let { oldest } = queue; oldest; { oldest } = queue) {
    orders.push(oldest.order);
    queue.remove(oldest);
  }
  return orders;
}

describe('RowQueue', () => {
  it('gives the oldest, also of those that come late', () => {
    const queue = new RowQueue();
    for (const order of [1, 3, 5, 2, 0, 4]) queue.add(row(order));
    expect(queue.length).toBe(6);
    expect(drained(queue)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(queue.length).toBe(0);
  });

  it('lets go of any of them', () => {
    const queue = new RowQueue();
    const rows = [0, 1, 2, 3].map(row);
    for (const one of rows) queue.add(one);
    for (const index of [1, 3, 0]) queue.remove(rows[index]!);
    queue.add(rows[3]!);
    expect(drained(queue)).toEqual([2, 3]);
  });
});
