import { DECISIONS } from './decision.js';
import { SamplingTally } from './sampling-tally.js';

describe('SamplingTally', () => {
  it('counts traces and spans of each outcome, in whatever order they come', () => {
    const tally = new SamplingTally();
    tally.count(DECISIONS.drop, 2);
    tally.count(DECISIONS.keepError, 5);
    tally.count(DECISIONS.drop, 3);
    tally.count(DECISIONS.drop, 0);
    expect(tally.all).toEqual([
      { ...DECISIONS.drop, traces: 3, spans: 5 },
      { ...DECISIONS.keepError, traces: 1, spans: 5 },
    ]);
  });

  it('can be read at any time, and counts on', () => {
    const tally = new SamplingTally();
    tally.count(DECISIONS.drop, 2);
    expect(tally.all).toEqual([{ ...DECISIONS.drop, traces: 1, spans: 2 }]);
    tally.count(DECISIONS.drop, 1);
    for (let time = 0; time < 2; time += 1)
      expect(tally.all).toEqual([{ ...DECISIONS.drop, traces: 2, spans: 3 }]);
  });
});
