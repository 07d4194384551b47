import { spansOf } from './test-spans.js';
import { rowsOf } from './trace-rows.js';
import { treeOf } from './trace-tree.js';
import { actionOf } from './waterfall-keys.js';
import { keyOf, spanKey, waterfallReducer, type WaterfallState } from './waterfall-state.js';

/** 0 request: 1 auth (2 iam), 3 backend (4 write, an error). No gaps. */
const TREE = treeOf({
  spans: spansOf({
    name: 'request',
    children: [
      { name: 'auth', duration: 50, children: [{ name: 'iam', duration: 50 }] },
      {
        name: 'backend',
        start: 50,
        duration: 50,
        children: [{ name: 'write', start: 50, duration: 50, status: 'ERROR' }],
      },
    ],
  }),
});

const at = (index: number, more: Partial<WaterfallState> = {}): WaterfallState => ({
  collapsed: new Set(),
  cursor: spanKey(index),
  ...more,
});

/** The state after keys were pressed one after the other. */
function press(state: WaterfallState, ...keys: readonly string[]): WaterfallState {
  return keys.reduce((before, key) => {
    const rows = rowsOf(TREE, before);
    const position = rows.findIndex((row) => keyOf(row) === before.cursor);
    const action = actionOf(key, { tree: TREE, rows, state: before, position });
    return action ? waterfallReducer(TREE, before, action) : before;
  }, state);
}

const cursorAfter = (index: number, ...keys: readonly string[]): string | undefined =>
  press(at(index), ...keys).cursor;

describe('the keys of the waterfall', () => {
  it('go down and up, and stop at the ends', () => {
    expect(cursorAfter(0, 'ArrowDown', 'ArrowDown')).toBe(spanKey(2));
    expect(cursorAfter(1, 'ArrowUp', 'ArrowUp')).toBe(spanKey(0));
    expect(cursorAfter(0, 'End', 'ArrowDown')).toBe(spanKey(4));
    expect(cursorAfter(4, 'Home')).toBe(spanKey(0));
    expect(cursorAfter(0, 'PageDown')).toBe(spanKey(4));
  });

  it('collapse with Left, and then go to the parent', () => {
    expect([...press(at(1), 'ArrowLeft').collapsed]).toEqual([1]);
    expect(cursorAfter(1, 'ArrowLeft', 'ArrowLeft')).toBe(spanKey(0));
    expect(cursorAfter(2, 'ArrowLeft')).toBe(spanKey(1));
  });

  it('expand with Right, and then go to the first child', () => {
    const collapsed = at(1, { collapsed: new Set([1]) });
    expect([...press(collapsed, 'ArrowRight').collapsed]).toEqual([]);
    expect(press(collapsed, 'ArrowRight', 'ArrowRight').cursor).toBe(spanKey(2));
  });

  it('go to the next error, also where it is hidden, and round the end', () => {
    const state = press(at(0, { collapsed: new Set([0, 3]) }), 'n');
    expect([state.cursor, [...state.collapsed]]).toEqual([spanKey(4), []]);
    expect(cursorAfter(4, 'n')).toBe(spanKey(4));
    expect(cursorAfter(0, 'p')).toBe(spanKey(4));
  });

  it('leave the focus for an error outside of it', () => {
    expect(press(at(1, { focus: 1 }), 'n').focus).toBeUndefined();
    expect(press(at(3, { focus: 3 }), 'n').focus).toBe(3);
  });

  it('put a subtree in focus and take it out again', () => {
    expect(press(at(3), 'f').focus).toBe(3);
    expect(press(at(3), 'f', 'f').focus).toBeUndefined();
    expect(press(at(3), 'f', 'ArrowLeft', 'ArrowLeft').cursor).toBe(spanKey(3));
  });

  it('zoom in on the span, and out to the whole trace', () => {
    expect(press(at(3), '+').window).toEqual({ start: 47.5, end: 100 });
    expect(press(at(3), '+', '-').window).toEqual({ start: 21.25, end: 100 });
    expect(press(at(3), '+', '-', '-').window).toBeUndefined();
    expect(press(at(3), '+', '0').window).toBeUndefined();
  });

  it('do nothing where nothing is', () => {
    const nothing = {
      tree: treeOf({ spans: [] }),
      rows: [],
      state: { collapsed: new Set<number>() },
      position: -1,
    };
    for (const key of ['ArrowDown', 'Home', 'End', 'n', 'f', '+'])
      expect(actionOf(key, nothing)).toBeUndefined();
    expect(
      actionOf('x', { ...nothing, tree: TREE, rows: rowsOf(TREE, { collapsed: new Set() }), position: 0 }),
    ).toBeUndefined();
  });
});
