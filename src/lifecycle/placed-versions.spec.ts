import type { ListedVersion } from '../backend/model/versions.js';
import { placedVersions } from './placed-versions.js';

const version = (key: string, minute: number, more: Partial<ListedVersion> = {}): ListedVersion => ({
  key,
  versionId: `${key}${minute}`,
  size: 1,
  etag: 'e',
  lastModified: new Date(minute * 60_000),
  storageClass: 'STANDARD',
  isLatest: false,
  isDeleteMarker: false,
  ...more,
});
const latest = { isLatest: true };
const marker = { isDeleteMarker: true };

async function place(...versions: ListedVersion[]): Promise<unknown[]> {
  async function* listing(): AsyncGenerator<ListedVersion> {
    yield* versions;
  }
  const result = [];
  for await (const placed of placedVersions(listing())) {
    const since = placed.noncurrentSince;
    result.push([placed.versionId, placed.isOnly, since && since.getTime() / 60_000, placed.newerNoncurrent]);
  }
  return result;
}

describe('versions in their place', () => {
  it('know their successor and how many newer ones are not current', async () => {
    expect(
      await place(
        version('a', 9, latest),
        version('a', 7),
        version('a', 5, marker),
        version('a', 3),
        version('b', 4, latest),
      ),
    ).toEqual([
      ['a9', false, undefined, 0],
      ['a7', false, 9, 0],
      ['a5', false, 7, 1],
      ['a3', false, 5, 1],
      ['b4', true, undefined, 0],
    ]);
  });

  it('begin anew where a history is listed once more', async () => {
    expect(
      await place(version('a', 9, { ...latest, ...marker }), version('a', 10, latest), version('a', 7)),
    ).toEqual([
      ['a9', false, undefined, 0],
      ['a10', false, undefined, 0],
      ['a7', false, 10, 0],
    ]);
  });

  it('have no successor where the newest is not listed', async () => {
    expect(await place(version('a', 7))).toEqual([['a7', false, undefined, 0]]);
    expect(await place()).toEqual([]);
  });
});
