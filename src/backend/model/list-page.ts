/** Compares two strings by their UTF-8 bytes, the order of every S3 listing: UTF-16 order differs above U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

// UTF-8 puts U+E000..U+FFFF below the supplementary planes, whose surrogates are D800..DFFF in UTF-16.
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first index in `items` for which `test` holds; `test` fails for a head of the array and holds for its tail. */
export function lowerBound<T>(items: readonly T[], test: (item: T) => boolean, from = 0): number {
  let low = from;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface PageQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /** Exclusive: a key, or a common prefix that was listed already. */
  readonly startAfter: string;
  /** Items and common prefixes count alike. */
  readonly maxKeys: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or common prefix of the page; absent on an empty page. */
  readonly last?: string;
}

/** The common prefix that `key` is grouped under, if any. `key` starts with the query's prefix. */
export function commonPrefixOf(
  key: string,
  { prefix, delimiter }: Pick<PageQuery, 'prefix' | 'delimiter'>,
): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/**
 * One page of `items`, which are in ascending UTF-8 order of `keyOf`. Groups are skipped by search, never walked.
 * `from` is the index at which the page may begin at the earliest, by default behind `startAfter`.
 * Source: Amazon S3 API Reference, "ListObjectsV2".
 */
export function listPage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  query: PageQuery,
  from: number = lowerBound(items, (item) => compareUtf8(keyOf(item), query.startAfter) > 0),
): Page<T> {
  const { prefix, startAfter, maxKeys } = query;
  const found: T[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let at = lowerBound(items, (item) => compareUtf8(keyOf(item), prefix) >= 0, from);
  while (at < items.length) {
    const item = items[at] as T;
    const key = keyOf(item);
    if (!key.startsWith(prefix)) break;
    const group = commonPrefixOf(key, query);
    const next = group === undefined ? at + 1 : endOfGroup(items, keyOf, group, at);
    if (group === undefined || group !== startAfter) {
      // S3 calls a page of no keys complete.
      if (found.length + commonPrefixes.length >= maxKeys) {
        return { items: found, commonPrefixes, isTruncated: maxKeys > 0, last };
      }
      if (group === undefined) found.push(item);
      else commonPrefixes.push(group);
      last = group ?? key;
    }
    at = next;
  }
  return { items: found, commonPrefixes, isTruncated: false, last };
}

function endOfGroup<T>(items: readonly T[], keyOf: (item: T) => string, group: string, from: number): number {
  return lowerBound(items, (item) => !keyOf(item).startsWith(group), from);
}
