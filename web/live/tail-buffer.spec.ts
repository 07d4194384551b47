import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { EMPTY_TAIL, MAX_ROWS, tailReducer, type TailAction, type TailBuffer } from './tail-buffer.js';

const trace = (traceId: string): TraceSummary => ({
  traceId,
  name: 'S3.GetObject',
  service: 'glassgate',
  start: 0,
  duration: 1,
  clientWait: 0,
  spanCount: 1,
  errorCount: 0,
  isError: false,
  services: [],
});

const add = (...ids: string[]): TailAction => ({ do: 'add', traces: ids.map(trace) });
const after = (...actions: readonly TailAction[]): TailBuffer => actions.reduce(tailReducer, EMPTY_TAIL);
const ids = ({ traces }: TailBuffer): string[] => traces.map(({ traceId }) => traceId);
const many = (count: number): string[] => Array.from({ length: count }, (_none, index) => String(index));

describe('tailReducer', () => {
  it('puts the newest on top', () => {
    expect(ids(after(add('a', 'b'), add('c')))).toEqual(['c', 'b', 'a']);
  });

  it('shows a trace once, where it came last', () => {
    expect(ids(after(add('a', 'b'), add('a')))).toEqual(['a', 'b']);
  });

  it('keeps what comes while it is paused for later', () => {
    const paused = after(add('a'), { do: 'pause' }, add('b', 'c'));
    expect([ids(paused), paused.waiting.length, paused.seen]).toEqual([['a'], 2, 3]);
    expect(ids(tailReducer(paused, { do: 'resume' }))).toEqual(['c', 'b', 'a']);
  });

  it('holds so many and no more, and counts what waited in vain', () => {
    expect(after(add(...many(MAX_ROWS + 3))).traces).toHaveLength(MAX_ROWS);
    const paused = after({ do: 'pause' }, add(...many(MAX_ROWS + 3)));
    expect([paused.waiting.length, paused.skipped]).toEqual([MAX_ROWS, 3]);
  });

  it('adds up what was skipped, and forgets all when it is cleared', () => {
    const tail = after({ do: 'skip', count: 4 }, { do: 'skip', count: 5 }, add('a'), { do: 'pause' });
    expect([tail.skipped, tail.seen]).toEqual([9, 1]);
    expect(tailReducer(tail, { do: 'clear' })).toEqual({ ...EMPTY_TAIL, isPaused: true });
  });
});
