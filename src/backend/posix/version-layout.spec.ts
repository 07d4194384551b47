import { nextVersionId } from '../model/version-id.js';
import { entryName, keyFolder, segmentsFolder, sequenceAt, versionEntry } from './version-layout.js';

describe('the layout of versions', () => {
  it('gives every key a directory that is no other key’s', () => {
    expect(keyFolder('a/b')).toBe('a/d/b/v');
    expect(keyFolder('v')).toBe('v/v');
    expect(keyFolder('d/v')).toBe('d/d/v/v');
    expect(segmentsFolder('a/b/')).toBe('a/d/b/d');
    const keys = ['a', 'a/d', 'a/v', 'a/d/b', 'a/d/b/v', 'd', 'v', 'v/v', 'd/d'];
    expect(new Set(keys.map(keyFolder)).size).toBe(keys.length);
  });

  it('reads the names that it writes', () => {
    const sequence = nextVersionId();
    for (const versionId of [sequence, 'null']) {
      for (const isDeleteMarker of [false, true]) {
        const name = entryName(sequence, versionId, isDeleteMarker);
        expect(versionEntry(name)).toEqual({ sequence, versionId, isDeleteMarker, name });
      }
    }
  });

  it.each(['', '.null', 'abc', `${'0'.repeat(32)}.tmp`, `${'0'.repeat(33)}`, `${'G'.repeat(32)}`])(
    'takes %j for no version',
    (name) => expect(versionEntry(name)).toBeUndefined(),
  );

  it('orders what has a time only among what has an id', () => {
    const now = Date.UTC(2030, 0, 1);
    const before = nextVersionId(undefined, now - 1);
    const after = nextVersionId(undefined, now + 1);
    expect([after, sequenceAt(now), before].toSorted()).toEqual([before, sequenceAt(now), after]);
    expect(sequenceAt(now)).toBe(sequenceAt(now + 0.5));
    expect(sequenceAt(-5)).toBe('0'.repeat(32));
  });
});
