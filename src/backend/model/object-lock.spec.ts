import { S3Error } from '../../errors/s3.error.js';
import { assertRemovable, assertRetentionChange, type Retention } from './object-lock.js';

const NOW = Date.UTC(2026, 0, 15, 12);
const HOUR = 3600 * 1000;

const until = (mode: Retention['mode'], hours: number): Retention => ({
  mode,
  retainUntil: new Date(NOW + hours * HOUR),
});

/** `undefined` when nothing was thrown. */
function refusal(check: () => void): S3Error | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
  return undefined;
}

describe('assertRemovable', () => {
  const isRefused = (lock: Parameters<typeof assertRemovable>[0], bypass?: boolean): boolean =>
    refusal(() => assertRemovable(lock, bypass, NOW)) !== undefined;

  it('says what AWS says', () => {
    expect(refusal(() => assertRemovable({ legalHold: true }))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: 'Access Denied because object protected by object lock.',
    });
  });

  it('lets go of what has no lock', () => {
    for (const lock of [undefined, {}, { legalHold: false }]) expect(isRefused(lock)).toBe(false);
  });

  it('holds a version until the moment of its retention', () => {
    for (const mode of ['GOVERNANCE', 'COMPLIANCE'] as const) {
      expect(isRefused({ retention: until(mode, 1) })).toBe(true);
      expect(isRefused({ retention: until(mode, 0) })).toBe(false);
      expect(isRefused({ retention: until(mode, -1) })).toBe(false);
    }
  });

  it('lets GOVERNANCE be bypassed, no COMPLIANCE and no legal hold', () => {
    expect(isRefused({ retention: until('GOVERNANCE', 1) }, true)).toBe(false);
    expect(isRefused({ retention: until('COMPLIANCE', 1) }, true)).toBe(true);
    expect(isRefused({ legalHold: true }, true)).toBe(true);
    expect(isRefused({ legalHold: true, retention: until('GOVERNANCE', 1) }, true)).toBe(true);
    expect(isRefused({ legalHold: true, retention: until('GOVERNANCE', -1) })).toBe(true);
  });
});

describe('assertRetentionChange', () => {
  const [G, C] = ['GOVERNANCE', 'COMPLIANCE'] as const;
  const none = undefined;

  it.each<[string, Retention | undefined, Retention | undefined, boolean, boolean]>([
    ['a first retention', none, until(G, 1), true, true],
    ['none after none', none, none, true, true],
    ['anything after one that has ended', until(C, -1), none, true, true],
    ['a weaker mode after one that has ended', until(C, 0), until(G, 1), true, true],
    ['a longer GOVERNANCE', until(G, 1), until(G, 2), true, true],
    ['the same GOVERNANCE', until(G, 1), until(G, 1), true, true],
    ['a shorter GOVERNANCE', until(G, 2), until(G, 1), false, true],
    ['no GOVERNANCE any more', until(G, 2), none, false, true],
    ['COMPLIANCE for GOVERNANCE', until(G, 1), until(C, 2), false, true],
    ['a longer COMPLIANCE', until(C, 1), until(C, 2), true, true],
    ['the same COMPLIANCE', until(C, 1), until(C, 1), true, true],
    ['a shorter COMPLIANCE', until(C, 2), until(C, 1), false, false],
    ['no COMPLIANCE any more', until(C, 2), none, false, false],
    ['GOVERNANCE for COMPLIANCE', until(C, 1), until(G, 2), false, false],
  ])('%s', (_, before, after, allowed, allowedWithBypass) => {
    const isAllowed = (bypass: boolean): boolean =>
      refusal(() => assertRetentionChange(before, after, bypass, NOW)) === undefined;
    expect([isAllowed(false), isAllowed(true)]).toEqual([allowed, allowedWithBypass]);
  });
});
