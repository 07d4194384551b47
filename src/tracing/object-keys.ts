import { hash } from 'node:crypto';
import type { TracingConfig } from '../config/tracing.config.js';

const HASH_DIGITS = 16;

/** Query parameters that cannot hold a key, or a part of one. Lower case. */
const PLAIN_PARAMETERS: ReadonlySet<string> = new Set([
  'encoding-type',
  'list-type',
  'max-keys',
  'max-parts',
  'max-uploads',
  'part-number-marker',
  'partnumber',
  'uploadid',
  'versionid',
  'x-amz-algorithm',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-id',
]);

let mode: TracingConfig['objectKeys'] = 'full';

/** Called once, before the first span is made. */
export function useObjectKeys(wanted: TracingConfig['objectKeys']): void {
  mode = wanted;
}

/** Whether no span may hold the key of an object. */
export function areKeysHidden(): boolean {
  return mode !== 'full';
}

/**
 * What spans say of a key, or of the beginning of one: itself; the first 16 hex digits of its SHA-256 (of UTF-8), by which
 * equal keys are found; nothing.
 */
export function shownKey(key: string): string | undefined {
  if (mode === 'full' || key === '') return key;
  return mode === 'hash' ? hash('sha256', key).slice(0, HASH_DIGITS) : undefined;
}

/** A query of which only values that cannot hold a key are left. */
export function withoutKeys(rawQuery: string): string {
  return rawQuery
    .split('&')
    .map((parameter) => {
      const end = parameter.indexOf('=');
      if (end < 0) return parameter;
      const name = parameter.slice(0, end);
      return PLAIN_PARAMETERS.has(name.toLowerCase()) ? parameter : `${name}=REDACTED`;
    })
    .join('&');
}

/**
 * The path of a request with what is shown of its key; `/` where the path was not understood. `key` is decoded; a bucket
 * that the host names is not in the path.
 */
export function shownPath(rawPath: string, bucket: string | undefined, key: string | undefined): string {
  if (key === undefined) return /^\/[^/]*\/?$/.test(rawPath) ? rawPath : '/';
  const folder = `/${bucket ?? ''}/`;
  return `${rawPath.startsWith(folder) ? folder : '/'}${shownKey(key) ?? ''}`;
}
