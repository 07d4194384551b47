import { defaultRetention, objectLockOf, versioningOf } from './bucket-settings.js';

describe('versioningOf', () => {
  it('knows the two states, and none of a bucket that was never configured', () => {
    expect(versioningOf({ documents: { versioning: 'Enabled' } })).toBe('Enabled');
    expect(versioningOf({ documents: { versioning: 'Suspended' } })).toBe('Suspended');
    expect(versioningOf({ documents: {} })).toBeUndefined();
    expect(versioningOf({ documents: { versioning: 'enabled' } })).toBeUndefined();
  });

  it('takes a bucket with Object Lock for enabled', () => {
    expect(versioningOf({ documents: { versioning: 'Suspended', 'object-lock': '{}' } })).toBe('Enabled');
    expect(versioningOf({ documents: { 'object-lock': '{}' } })).toBe('Enabled');
  });
});

describe('objectLockOf', () => {
  it('reads the document, also of a bucket that locks nothing by default', () => {
    const configuration = { defaultRetention: { mode: 'COMPLIANCE', days: 3 } };
    const documents = { 'object-lock': JSON.stringify(configuration) };
    expect(objectLockOf({ documents })).toEqual(configuration);
    expect(objectLockOf({ documents: { 'object-lock': '{}' } })).toEqual({});
    expect(objectLockOf({ documents: {} })).toBeUndefined();
  });
});

describe('defaultRetention', () => {
  const created = new Date('2028-02-28T23:30:00.250Z');
  const until = (rule: { days?: number; years?: number }, from = created): string | undefined =>
    defaultRetention({ defaultRetention: { mode: 'GOVERNANCE', ...rule } }, from)?.retainUntil.toISOString();

  it('counts from the creation of the version', () => {
    expect(until({ days: 1 })).toBe('2028-02-29T23:30:00.250Z');
    expect(until({ days: 2 })).toBe('2028-03-01T23:30:00.250Z');
    expect(until({ years: 1 })).toBe('2029-02-28T23:30:00.250Z');
    expect(created.toISOString()).toBe('2028-02-28T23:30:00.250Z');
  });

  it('counts no shorter from the 29th of February', () => {
    expect(until({ years: 1 }, new Date('2028-02-29T12:00:00Z'))).toBe('2029-03-01T12:00:00.000Z');
    expect(until({ years: 4 }, new Date('2028-02-29T12:00:00Z'))).toBe('2032-02-29T12:00:00.000Z');
  });

  it('keeps the mode', () => {
    const rule = { mode: 'COMPLIANCE', days: 1 } as const;
    expect(defaultRetention({ defaultRetention: rule }, created)?.mode).toBe('COMPLIANCE');
  });

  it('is none without a rule', () => {
    expect(defaultRetention(undefined, created)).toBeUndefined();
    expect(defaultRetention({}, created)).toBeUndefined();
  });

  it('holds for the longest periods that S3 allows', () => {
    expect(until({ days: 36_500 })).toBe('2128-02-04T23:30:00.250Z');
    expect(until({ years: 100 })).toBe('2128-02-28T23:30:00.250Z');
  });
});
