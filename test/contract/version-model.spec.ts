import { VersionModel, type SeenVersion } from '../support/version-model.js';

const made = (versionId: string, sent: number, kind: 'object' | 'marker' = 'object') => ({
  key: 'a',
  versionId,
  body: kind === 'object' ? 'x' : undefined,
  sent,
  answered: sent + 1,
});

const seen = (versionId: string, isLatest = false, isDeleteMarker = false): SeenVersion => ({
  key: 'a',
  versionId,
  isLatest,
  isDeleteMarker,
});

describe('the model of a versioned bucket', () => {
  let model: VersionModel;

  beforeEach(() => {
    model = new VersionModel();
    model.add(made('1', 1));
    model.add(made('2', 3, 'marker'));
    model.add(made('3', 5));
  });

  it('agrees with a listing that is right', () => {
    expect(model.disagreements([seen('3', true), seen('2', false, true), seen('1')])).toEqual([]);
    model.remove('3');
    expect(model.disagreements([seen('2', true, true), seen('1')])).toEqual([]);
  });

  it('lets versions that were made at the same time stand in any order', () => {
    model.add({ ...made('4', 5.5), answered: 7 });
    const tail = [seen('2', false, true), seen('1')];
    expect(model.disagreements([seen('4', true), seen('3'), ...tail])).toEqual([]);
    expect(model.disagreements([seen('3', true), seen('4'), ...tail])).toEqual([]);
  });

  it.each([
    ['a lost one', [seen('3', true), seen('1')], 'a 2 is lost'],
    [
      'one that is listed twice',
      [seen('3', true), seen('2', false, true), seen('1'), seen('1')],
      'a version is listed twice',
    ],
    ['a wrong kind', [seen('3', true), seen('2'), seen('1')], '2 is of the wrong kind'],
    [
      'an unknown one',
      [seen('9', true), seen('3'), seen('2', false, true), seen('1')],
      'a 9 should not be there',
    ],
    [
      'a wrong order',
      [seen('2', true, true), seen('3'), seen('1')],
      'a 3 is listed as older than one that was there before it',
    ],
    ['no latest', [seen('3'), seen('2', false, true), seen('1')], 'a has a wrong latest version'],
  ])('sees %s', (_what, listing, message) => {
    expect(model.disagreements(listing)).toContain(message);
  });
});
