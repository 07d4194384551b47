import type { LifecycleRule } from './lifecycle-configuration.js';
import {
  dueAfter,
  dueRules,
  fitsTags,
  isUploadDue,
  prefixesOf,
  type PlacedVersion,
} from './lifecycle-rules.js';

const at = (text: string): number => Date.parse(text);
const MADE = new Date('2026-01-15T10:30:00Z');
const DUE_AFTER_3 = at('2026-01-19T00:00:00Z');

const rule = (members: Partial<LifecycleRule>): LifecycleRule => ({
  id: 'r',
  isEnabled: true,
  filter: {},
  ...members,
});
const current: PlacedVersion = {
  key: 'logs/a',
  size: 100,
  lastModified: MADE,
  isLatest: true,
  isDeleteMarker: false,
  isOnly: false,
  newerNoncurrent: 0,
};
const noncurrent: PlacedVersion = { ...current, isLatest: false, noncurrentSince: MADE };
const marker: PlacedVersion = { ...current, size: 0, isDeleteMarker: true, isOnly: true };
const isDue = (members: Partial<LifecycleRule>, version: PlacedVersion, now: number): boolean =>
  dueRules([rule(members)], version, now).length > 0;

describe('lifecycle rules', () => {
  it('count days up to the next midnight of UTC', () => {
    expect(new Date(dueAfter(MADE, 3))).toEqual(new Date(DUE_AFTER_3));
    expect(new Date(dueAfter(new Date('2026-01-15T00:00:00Z'), 1))).toEqual(new Date('2026-01-16T00:00:00Z'));
    expect(new Date(dueAfter(new Date('2026-01-15T00:00:00.001Z'), 1))).toEqual(
      new Date('2026-01-17T00:00:00Z'),
    );
  });

  it('expire a current version by its age', () => {
    const expiration = { days: 3 };
    expect(isDue({ expiration }, current, DUE_AFTER_3 - 1)).toBe(false);
    expect(isDue({ expiration }, current, DUE_AFTER_3)).toBe(true);
    expect(isDue({ expiration, isEnabled: false }, current, DUE_AFTER_3)).toBe(false);
    expect(isDue({ expiration }, noncurrent, DUE_AFTER_3)).toBe(false);
  });

  it('expire everything from a date on', () => {
    const expiration = { date: '2026-02-01T00:00:00.000Z' };
    expect(isDue({ expiration }, current, at('2026-01-31T23:59:59Z'))).toBe(false);
    expect(isDue({ expiration }, current, at('2026-02-01T00:00:00Z'))).toBe(true);
    const late = { ...current, lastModified: new Date('2026-03-01T00:00:00Z') };
    expect(isDue({ expiration }, late, at('2026-03-01T00:00:01Z'))).toBe(true);
  });

  it.each([
    [{}, true],
    [{ prefix: 'logs/' }, true],
    [{ prefix: 'log/' }, false],
    [{ objectSizeGreaterThan: 99 }, true],
    [{ objectSizeGreaterThan: 100 }, false],
    [{ objectSizeLessThan: 101 }, true],
    [{ objectSizeLessThan: 100 }, false],
    [{ prefix: 'logs/', objectSizeGreaterThan: 10, objectSizeLessThan: 50 }, false],
    [{ tags: [['a', '1'] as const] }, true],
  ])('are about the objects that fit %j: %s', (filter, fits) => {
    expect(isDue({ filter, expiration: { days: 1 } }, current, DUE_AFTER_3)).toBe(fits);
  });

  it('are about an empty object unless they ask for more', () => {
    const empty = { ...current, size: 0 };
    expect(isDue({ expiration: { days: 1 } }, empty, DUE_AFTER_3)).toBe(true);
    const filter = { objectSizeGreaterThan: 0 };
    expect(isDue({ filter, expiration: { days: 1 } }, empty, DUE_AFTER_3)).toBe(false);
  });

  it('ask for all of their tags', () => {
    const tagged = rule({
      filter: {
        tags: [
          ['a', '1'],
          ['b', ''],
        ],
      },
    });
    expect(fitsTags(tagged, { a: '1', b: '', c: '3' })).toBe(true);
    expect(fitsTags(tagged, { a: '1' })).toBe(false);
    expect(fitsTags(tagged, { a: '2', b: '' })).toBe(false);
    expect(fitsTags(rule({ filter: { tags: [['constructor', 'x']] } }), {})).toBe(false);
    expect(fitsTags(rule({}), {})).toBe(true);
  });

  it('remove a noncurrent version by the age of its successor', () => {
    const noncurrentVersionExpiration = { noncurrentDays: 3 };
    const old = { ...noncurrent, lastModified: new Date(0) };
    expect(isDue({ noncurrentVersionExpiration }, old, DUE_AFTER_3 - 1)).toBe(false);
    expect(isDue({ noncurrentVersionExpiration }, old, DUE_AFTER_3)).toBe(true);
    expect(isDue({ noncurrentVersionExpiration }, current, DUE_AFTER_3)).toBe(false);
    const unknown = { ...old, noncurrentSince: undefined };
    expect(isDue({ noncurrentVersionExpiration }, unknown, DUE_AFTER_3)).toBe(false);
  });

  it('keep the newest noncurrent versions', () => {
    const keeping = { noncurrentVersionExpiration: { noncurrentDays: 1, newerNoncurrentVersions: 2 } };
    expect(isDue(keeping, { ...noncurrent, newerNoncurrent: 1 }, DUE_AFTER_3)).toBe(false);
    expect(isDue(keeping, { ...noncurrent, newerNoncurrent: 2 }, DUE_AFTER_3)).toBe(true);
  });

  it('remove a delete marker that has nothing below it, at once or by its age', () => {
    const always = { expiration: { expiredObjectDeleteMarker: true } };
    expect(isDue(always, marker, MADE.getTime())).toBe(true);
    expect(isDue(always, { ...marker, isOnly: false }, MADE.getTime())).toBe(false);
    expect(isDue(always, current, DUE_AFTER_3)).toBe(false);
    expect(isDue({ expiration: { expiredObjectDeleteMarker: false } }, marker, DUE_AFTER_3)).toBe(false);
    expect(isDue({ expiration: { days: 3 } }, marker, DUE_AFTER_3 - 1)).toBe(false);
    expect(isDue({ expiration: { days: 3 } }, marker, DUE_AFTER_3)).toBe(true);
  });

  it('are not about delete markers where they ask for tags or sizes', () => {
    for (const filter of [{ tags: [['a', '1'] as const] }, { objectSizeLessThan: 10 }]) {
      expect(isDue({ filter, expiration: { days: 1 } }, marker, DUE_AFTER_3)).toBe(false);
    }
  });

  it('give up uploads by the time of their start', () => {
    const rules = [rule({ filter: { prefix: 'logs/' }, abortIncompleteUploadDays: 3 })];
    const upload = { key: 'logs/a', initiated: MADE };
    expect(isUploadDue(rules, upload, DUE_AFTER_3 - 1)).toBe(false);
    expect(isUploadDue(rules, upload, DUE_AFTER_3)).toBe(true);
    expect(isUploadDue(rules, { ...upload, key: 'a' }, DUE_AFTER_3)).toBe(false);
    expect(isUploadDue([{ ...rules[0]!, isEnabled: false }], upload, DUE_AFTER_3)).toBe(false);
  });

  it('are looked for below the shortest of their prefixes', () => {
    const rules = ['logs/a', 'tmp/', 'logs/', 'tmp/'].map((prefix) => rule({ filter: { prefix } }));
    expect(prefixesOf(rules)).toEqual(['tmp/', 'logs/']);
    expect(prefixesOf([...rules, rule({})])).toEqual(['']);
    expect(prefixesOf([])).toEqual([]);
  });
});
