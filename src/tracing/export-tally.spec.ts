import { ExportTally } from './export-tally.js';

describe('ExportTally', () => {
  let clock = 0;
  let lines: string[] = [];
  const tally = () => new ExportTally({ report: (line) => lines.push(line), now: () => clock });

  beforeEach(() => {
    clock = 0;
    lines = [];
  });

  it('follows a span from the queue to the receiver', () => {
    const counts = tally();
    counts.queue();
    counts.queue();
    expect(counts).toMatchObject({ queued: 2, inFlight: 0, exported: 0 });
    counts.hand(2);
    expect(counts).toMatchObject({ queued: 0, inFlight: 2, exported: 0 });
    counts.deliver(2);
    expect(counts).toMatchObject({ queued: 0, inFlight: 0, exported: 2, dropped: 0 });
    counts.close();
    expect(lines).toEqual([]);
  });

  it('reports the first loss at once, then once a minute with all that was lost since', () => {
    const counts = tally();
    counts.drop(1, 'the queue is full');
    clock = 59_999;
    counts.drop(5, 'the queue is full');
    clock = 60_000;
    counts.drop(2, 'the receiver is down');
    expect(lines).toEqual([
      'dropped 1 span (1 since the start): the queue is full',
      'dropped 7 spans (8 since the start): the receiver is down',
    ]);
  });

  it('reports at the end what was lost since the last report, and why', () => {
    const counts = tally();
    counts.drop(1, 'the queue is full');
    counts.drop(2, 'the receiver is down');
    counts.close();
    expect(lines).toEqual([
      'dropped 1 span (1 since the start): the queue is full',
      'dropped 2 spans (3 since the start): the receiver is down',
    ]);
  });

  it('counts what is not delivered at the end as lost, and no answer that comes later', () => {
    const counts = tally();
    for (let index = 0; index < 5; index += 1) counts.queue();
    counts.hand(3);
    counts.close();
    counts.deliver(3);
    counts.close();
    expect(counts).toMatchObject({ exported: 0, dropped: 5, queued: 0, inFlight: 0 });
    expect(lines).toHaveLength(1);
  });
});
