import { isVersionId, isWellFormedVersionId, nextVersionId } from './version-id.js';

describe('nextVersionId', () => {
  it('sorts after the newest one, whatever the clock does', () => {
    const times = [1_800_000_000_000, 1_800_000_000_000, 1_700_000_000_000, 0, 1_800_000_000_001];
    const ids: string[] = [];
    for (const time of times) ids.push(nextVersionId(ids.at(-1), time));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('stays with a clock that goes on after it was set back', () => {
    const ahead = nextVersionId(undefined, 2_000);
    const behind = nextVersionId(ahead, 1_000);
    const later = nextVersionId(behind, 3_000);
    expect(later.slice(0, 16)).toBe(nextVersionId(undefined, 3_000).slice(0, 16));
  });

  it('makes different ids of the same moment for keys that know nothing of each other', () => {
    const ids = Array.from({ length: 1_000 }, () => nextVersionId(undefined, 1_800_000_000_000));
    expect(new Set(ids).size).toBe(1_000);
  });

  it('orders ids of all times by their text', () => {
    const ids = [0, 1, 1_000_000, 1_800_000_000_000, 253_402_300_799_999].map((time) =>
      nextVersionId(undefined, time),
    );
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toHaveLength(32);
  });
});

describe('isVersionId', () => {
  it('takes what was made here and nothing else', () => {
    expect(isVersionId(nextVersionId())).toBe(true);
    const id = nextVersionId();
    for (const text of ['', 'null', `${id}0`, id.slice(1), id.toUpperCase().replace(/\d/g, 'A'), `${id}\n`]) {
      expect([text, isVersionId(text)]).toEqual([text, false]);
    }
  });
});

describe('isWellFormedVersionId', () => {
  it('takes ids of here and of versitygw, and null', () => {
    for (const id of [nextVersionId(), '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'null'])
      expect([id, isWellFormedVersionId(id)]).toEqual([id, true]);
  });

  it.each(['', 'NULL', 'abc', '0'.repeat(31), 'G'.repeat(32), '01ARZ3NDEKTSV4RRFFQ69G5FAU', '0'.repeat(27)])(
    'takes no %j',
    (text) => {
      expect(isWellFormedVersionId(text)).toBe(false);
    },
  );
});
