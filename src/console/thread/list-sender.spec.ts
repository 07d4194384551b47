import { eventually } from '../../../test/support/eventually.js';
import { ListSender } from './list-sender.js';

describe('ListSender', () => {
  it('sends one list at a time, and loses what is too much', async () => {
    const sent: (readonly number[])[] = [];
    const sender = new ListSender<number>((items) => sent.push(items));
    sender.add(1);
    sender.add(2);
    await eventually(() => sent.length === 1);
    for (let item = 3; item < 5_000; item += 1) sender.add(item);
    expect(sent).toEqual([[1, 2]]);
    sender.taken();
    await eventually(() => sent.length === 2);
    expect([sent[1]!.length, sent[1]![0]]).toEqual([2_000, 3]);
    sender.taken();
    sender.add(6_000);
    await eventually(() => sent.length === 3);
    expect(sent[2]).toEqual([6_000]);
  });
});
