import type { ListedVersion } from '../backend/model/versions.js';
import type { PlacedVersion } from './lifecycle-rules.js';

export type PlacedListedVersion = ListedVersion & PlacedVersion;

/** Puts each version in its place, from a listing of whole histories, newest first. Holds one version back, never more. */
export async function* placedVersions(
  versions: AsyncIterable<ListedVersion>,
): AsyncGenerator<PlacedListedVersion, void, undefined> {
  let held: PlacedListedVersion | undefined;
  for await (const version of versions) {
    const isSameKey = held?.key === version.key;
    if (held) yield isSameKey ? { ...held, isOnly: false } : held;
    // A history that changed while it was listed may begin anew.
    held = placed(version, isSameKey && !version.isLatest ? held : undefined);
  }
  if (held) yield held;
}

function placed(version: ListedVersion, newer: PlacedListedVersion | undefined): PlacedListedVersion {
  return {
    ...version,
    isOnly: version.isLatest,
    noncurrentSince: newer?.lastModified,
    newerNoncurrent: newer ? newer.newerNoncurrent + (isNoncurrentObject(newer) ? 1 : 0) : 0,
  };
}

const isNoncurrentObject = ({ isLatest, isDeleteMarker }: ListedVersion): boolean =>
  !isLatest && !isDeleteMarker;
