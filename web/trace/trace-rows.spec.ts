import { spansOf } from './test-spans.js';
import { rowsOf, type RowOptions } from './trace-rows.js';
import { pathTo, treeOf } from './trace-tree.js';

/** 0 request 0–100: 1 auth 0–10 (2 iam 2–8), 3 backend 30–100 (4 open 30–40, 5 write 40–60). */
const TREE = treeOf({
  spans: spansOf({
    name: 'request',
    children: [
      { name: 'auth', start: 0, duration: 10, children: [{ name: 'iam', start: 2, duration: 6 }] },
      {
        name: 'backend',
        start: 30,
        duration: 70,
        children: [
          { name: 'open', start: 30, duration: 10 },
          { name: 'write', start: 40, duration: 20 },
        ],
      },
    ],
  }),
});

const shown = (options: Partial<RowOptions> = {}): string[] =>
  rowsOf(TREE, { collapsed: new Set(), ...options }).map((row) =>
    row.kind === 'span'
      ? '  '.repeat(row.depth) + TREE.spans[row.index]!.name
      : `${'  '.repeat(row.depth)}untraced ${row.gap.start}–${row.gap.end}`,
  );

const matching = (...names: string[]): Uint8Array =>
  Uint8Array.from(TREE.spans, ({ name }) => Number(names.includes(name)));

describe('rowsOf', () => {
  it('puts the time that no child covers between the children', () => {
    expect(shown()).toEqual([
      'request',
      '  auth',
      '    untraced 0–2',
      '    iam',
      '    untraced 8–10',
      '  untraced 10–30',
      '  backend',
      '    open',
      '    write',
      '    untraced 60–100',
    ]);
  });

  it('hides what is below a collapsed span, its gaps too', () => {
    expect(shown({ collapsed: new Set([1, 3]) })).toEqual([
      'request',
      '  auth',
      '  untraced 10–30',
      '  backend',
    ]);
    expect(shown({ collapsed: new Set([0]) })).toEqual(['request']);
  });

  it('shows only the subtree in focus, from its own depth on', () => {
    expect(shown({ focus: 3 })).toEqual(['backend', '  open', '  write', '  untraced 60–100']);
  });

  it('hides what does not match, and keeps what is above a match', () => {
    expect(shown({ matches: matching('write') })).toEqual(['request', '  backend', '    write']);
    expect(shown({ matches: matching('auth') })).toEqual(['request', '  auth']);
    expect(shown({ matches: matching() })).toEqual([]);
  });

  it('tells matches from what only leads to one', () => {
    const rows = rowsOf(TREE, { collapsed: new Set(), matches: matching('write') });
    expect(rows.map((row) => row.kind === 'span' && row.isMatch)).toEqual([false, false, true]);
  });

  it('makes no row of a gap too small to see', () => {
    const spans = spansOf({ name: 'a', children: [{ name: 'b', start: 1, duration: 99 }] });
    expect(rowsOf(treeOf({ spans }), { collapsed: new Set() })).toHaveLength(2);
  });
});

describe('treeOf', () => {
  it('knows the parent, the end of each subtree and the whole span of time', () => {
    expect([...TREE.parents]).toEqual([-1, 0, 1, 0, 3, 3]);
    expect([...TREE.ends]).toEqual([6, 3, 3, 6, 5, 6]);
    expect([TREE.start, TREE.end]).toEqual([0, 100]);
    expect(pathTo(TREE, 5)).toEqual([0, 3, 5]);
  });

  it('takes several roots, and none', () => {
    const two = treeOf({ spans: spansOf({ name: 'a', duration: 1 }, { name: 'b', start: 5, duration: 2 }) });
    expect([[...two.parents], [...two.ends], two.end]).toEqual([[-1, -1], [1, 2], 7]);
    expect(rowsOf(treeOf({ spans: [] }), { collapsed: new Set() })).toEqual([]);
  });
});
