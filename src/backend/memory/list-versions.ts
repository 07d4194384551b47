import { commonPrefixOf, compareUtf8, listPage } from '../model/list-page.js';
import type { ListedObject } from '../model/listing.js';
import type { ListedVersion, ListObjectVersionsInput, ListObjectVersionsResult } from '../model/versions.js';
import { describeListed } from './memory-object.js';
import type { MemoryVersion, MemoryVersions } from './memory-versions.js';
import type { OrderedMap } from './ordered-map.js';

type Histories = Pick<OrderedMap<MemoryVersions>, 'keys' | 'get'>;

/** One page of the versions of a bucket. Source: S3 API Reference, "ListObjectVersions". */
export function listVersions(histories: Histories, input: ListObjectVersionsInput): ListObjectVersionsResult {
  const { keyMarker, maxKeys } = input;
  // Every key has at least one version: a page of keys is enough for a page of versions.
  const keys = listPage(histories.keys, (key) => key, { ...input, startAfter: keyMarker });
  const groups = new Set(keys.commonPrefixes);
  const entries: (ListedVersion | string)[] = restOfMarked(histories, input);
  for (const name of [...keys.items, ...groups].sort(compareUtf8)) {
    if (entries.length > maxKeys) break;
    if (groups.has(name)) entries.push(name);
    else entries.push(...describeVersions(name, histories.get(name)));
  }
  const page = entries.slice(0, maxKeys);
  const isTruncated = maxKeys > 0 && (entries.length > maxKeys || keys.isTruncated);
  return {
    versions: page.filter((entry) => typeof entry !== 'string'),
    commonPrefixes: page.filter((entry) => typeof entry === 'string'),
    isTruncated,
    ...(isTruncated && nextMarkers(page.at(-1))),
  };
}

/** The versions of the marked key that are older than the marked one. */
function restOfMarked(histories: Histories, input: ListObjectVersionsInput): ListedVersion[] {
  const { keyMarker, versionIdMarker, prefix } = input;
  const seen = versionIdMarker === '' || !keyMarker.startsWith(prefix);
  if (seen || commonPrefixOf(keyMarker, input) !== undefined) return [];
  const history = histories.get(keyMarker);
  return describeVersions(keyMarker, history, history?.olderThan(versionIdMarker));
}

function describeVersions(
  key: string,
  history: MemoryVersions | undefined,
  versions: readonly MemoryVersion[] = history?.all() ?? [],
): ListedVersion[] {
  return versions.map((version) => ({
    ...describeEntry(key, version),
    versionId: version.versionId,
    isLatest: history?.isLatest(version) === true,
    isDeleteMarker: version.object === undefined,
  }));
}

function describeEntry(key: string, { object, lastModified }: MemoryVersion): ListedObject {
  return object ? describeListed(object) : { key, size: 0, etag: '', lastModified, storageClass: 'STANDARD' };
}

function nextMarkers(
  last: ListedVersion | string | undefined,
): Pick<ListObjectVersionsResult, 'nextKeyMarker' | 'nextVersionIdMarker'> {
  if (typeof last !== 'object') return { nextKeyMarker: last };
  return { nextKeyMarker: last.key, nextVersionIdMarker: last.versionId };
}
