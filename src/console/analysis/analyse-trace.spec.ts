import { span, spanId } from '../../../test/support/console-traces.js';
import type { StoredSpan } from '../model/trace-detail.js';
import { analyseTrace } from './analyse-trace.js';

const BEGIN = 1_900_000_000_000;

/** A span by its number, that of its parent, and milliseconds from the begin. */
const at = (number: number, parent: number, from: number, to: number): StoredSpan =>
  span({
    spanId: spanId(number),
    parentSpanId: parent === 0 ? '' : spanId(parent),
    start: BEGIN + from,
    duration: to - from,
  });

const analyse = (spans: readonly StoredSpan[]): ReturnType<typeof analyseTrace> =>
  analyseTrace(spans, () => []);

const path = (spans: readonly StoredSpan[]): number[][] =>
  analyse(spans).criticalPath.map(({ spanId: id, start, end }) => [
    Number.parseInt(id, 16),
    start - BEGIN,
    end - BEGIN,
  ]);

const rows = (spans: readonly StoredSpan[]): unknown[] =>
  analyse(spans).spans.map(({ spanId: id, depth, isOrphan }) => [Number.parseInt(id, 16), depth, isOrphan]);

describe('analyseTrace', () => {
  it('puts spans in the order of the waterfall, in whatever order they came', () => {
    const spans = [at(5, 2, 6, 7), at(3, 1, 20, 30), at(2, 1, 5, 10), at(4, 3, 21, 22), at(1, 0, 0, 40)];
    const expected = [
      [1, 0, false],
      [2, 1, false],
      [5, 2, false],
      [3, 1, false],
      [4, 2, false],
    ];
    expect(rows(spans)).toEqual(expected);
    expect(rows(spans.toReversed())).toEqual(expected);
    expect(analyse(spans).spans.map(({ childCount }) => childCount)).toEqual([2, 1, 0, 1, 0]);
  });

  it('keeps spans whose parent is missing, with their children, and counts a span once', () => {
    const spans = [at(1, 0, 0, 10), at(3, 9, 2, 4), at(4, 3, 3, 4), at(1, 0, 0, 10)];
    expect(rows(spans)).toEqual([
      [1, 0, false],
      [3, 0, true],
      [4, 1, false],
    ]);
  });

  it('cuts circles at their earliest span', () => {
    expect(rows([at(1, 0, 0, 10), at(2, 4, 3, 4), at(3, 2, 2, 5), at(4, 3, 1, 6)])).toEqual([
      [1, 0, false],
      [4, 0, true],
      [2, 1, false],
      [3, 2, false],
    ]);
    expect(rows([at(1, 1, 0, 10)])).toEqual([[1, 0, true]]);
    expect(rows([at(5, 2, 0, 10), at(2, 3, 2, 4), at(3, 2, 1, 5)])).toEqual([
      [3, 0, true],
      [2, 1, false],
      [5, 2, false],
    ]);
  });

  it('counts as self time what no child covers, of overlapping and outliving children the part inside', () => {
    const { spans, untraced } = analyse([
      at(1, 0, 0, 100),
      at(2, 1, 10, 40),
      at(3, 1, 30, 50),
      at(4, 1, 90, 130),
      at(5, 1, 120, 140),
      at(6, 2, 10, 40),
    ]);
    const times = new Map(spans.map(({ spanId: id, selfTime }) => [Number.parseInt(id, 16), selfTime]));
    expect(times).toEqual(
      new Map(
        Object.entries({ 1: 50, 2: 0, 6: 30, 3: 20, 4: 40, 5: 20 }).map(([id, time]) => [Number(id), time]),
      ),
    );
    expect(untraced).toBeCloseTo(0.5);
  });

  it('finds the critical path from the end backwards', () => {
    // 2 and 3 run beside each other: 3 ends last, and what 2 did meanwhile held nobody up.
    const spans = [at(1, 0, 0, 100), at(2, 1, 10, 60), at(3, 1, 20, 80), at(4, 3, 30, 70), at(5, 1, 5, 15)];
    expect(path(spans)).toEqual([
      [1, 0, 5],
      [5, 5, 15],
      [1, 15, 20],
      [3, 20, 30],
      [4, 30, 70],
      [3, 70, 80],
      [1, 80, 100],
    ]);
  });

  it('cuts children at the end of their parent, and leaves out those that lie outside', () => {
    expect(path([at(1, 0, 0, 100), at(2, 1, 60, 150), at(3, 2, 80, 140), at(4, 1, 110, 120)])).toEqual([
      [1, 0, 60],
      [2, 60, 80],
      [3, 80, 100],
    ]);
  });

  it('leaves no gap and no overlap on the critical path, whatever the spans', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 50; round += 1) {
      const spans = [at(1, 0, 0, 1000)];
      for (let number = 2; number < 60; number += 1) {
        const from = random(1000);
        spans.push(at(number, 1 + random(number - 1), from, from + random(400)));
      }
      const stretches = path(spans);
      expect(stretches[0]![1]).toBe(0);
      expect(stretches.at(-1)![2]).toBe(1000);
      stretches.slice(1).forEach(([, from], index) => expect(from).toBe(stretches[index]![2]));
    }
  });

  it('does 20,000 spans and says how many more there are', () => {
    const chain = Array.from({ length: 25_000 }, (_, index) => at(index + 1, index, index, 60_000 - index));
    const { spans, truncatedSpans, criticalPath } = analyse(chain);
    expect([spans.length, truncatedSpans, spans.at(-1)!.depth]).toEqual([20_000, 5_000, 19_999]);
    expect(criticalPath).toHaveLength(49_999);
  });

  it('gives nothing for nothing', () => {
    expect(analyse([])).toEqual({ spans: [], truncatedSpans: 0, criticalPath: [], untraced: 0 });
  });
});
