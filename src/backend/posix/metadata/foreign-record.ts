import { CHECKSUM_ALGORITHMS, type ObjectChecksum } from '../../../checksum/checksum.js';
import type { SystemHeaders } from '../../model/object.js';
import type { FileCalls, FileRef } from '../io/file-calls.js';
import type { ObjectRecord } from './metadata-store.js';

/** Attributes of versitygw that hold one header each. */
const HEADERS: Readonly<Record<string, keyof SystemHeaders>> = {
  'user.cache-control': 'cacheControl',
  'user.content-disposition': 'contentDisposition',
  'user.content-encoding': 'contentEncoding',
  'user.content-language': 'contentLanguage',
  'user.content-type': 'contentType',
  'user.expires': 'expires',
  'user.website-redirect-location': 'websiteRedirectLocation',
};

const ETAG = 'user.etag';
const METADATA = 'user.metadata';
const TAGGING = 'user.X-Amz-Tagging';
const CHECKSUMS = 'user.checksums';

/** `Mode` and `RetainUntilDate` in JSON. */
const RETENTION = 'user.object-retention';
/** One byte, 0 or 1. */
const LEGAL_HOLD = 'user.object-legal-hold';

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(HEADERS),
  ETAG,
  METADATA,
  TAGGING,
  CHECKSUMS,
  RETENTION,
  LEGAL_HOLD,
]);

/** The record of an object that versitygw stored, one attribute per value; `undefined` when there is none. */
export async function readForeignRecord(calls: FileCalls, file: FileRef): Promise<ObjectRecord | undefined> {
  const listed = calls.listxattr(file);
  const names = (listed instanceof Promise ? await listed : listed).filter((name) => KNOWN.has(name));
  if (names.length === 0) return undefined;
  const values = new Map<string, string>();
  for (const name of names) {
    const value = await calls.getxattr(file, name);
    if (value) values.set(name, value.toString('utf8'));
  }
  return recordOf(values);
}

function recordOf(values: ReadonlyMap<string, string>): ObjectRecord {
  const headers = Object.entries(HEADERS).flatMap(([name, header]) => {
    const value = values.get(name);
    return value === undefined ? [] : [[header, value] as const];
  });
  const etag = values.get(ETAG)?.replaceAll('"', '');
  const checksum = checksumOf(members(values.get(CHECKSUMS)));
  const retention = retentionOf(members(values.get(RETENTION)));
  return {
    ...(etag && { etag }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(values.has(METADATA) && {
      userMetadata: strings(values.get(METADATA), (name) => name.toLowerCase()),
    }),
    ...(values.has(TAGGING) && { tags: strings(values.get(TAGGING), (name) => name) }),
    ...(checksum && { checksum }),
    ...(retention && { retention }),
    ...(values.has(LEGAL_HOLD) && { legalHold: values.get(LEGAL_HOLD) === '\x01' }),
  };
}

function retentionOf(found: Readonly<Record<string, unknown>>): ObjectRecord['retention'] {
  const { Mode: mode, RetainUntilDate: retainUntil } = found;
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') return undefined;
  return typeof retainUntil === 'string' ? { mode, retainUntil } : undefined;
}

/** One member per algorithm, and `Type`; the others are null. */
function checksumOf(found: Readonly<Record<string, unknown>>): ObjectChecksum | undefined {
  const upper = new Map(Object.entries(found).map(([name, value]) => [name.toUpperCase(), value]));
  const type = upper.get('TYPE') === 'COMPOSITE' ? 'COMPOSITE' : 'FULL_OBJECT';
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = upper.get(algorithm) ?? upper.get(`CHECKSUM${algorithm}`);
    if (typeof value === 'string' && value !== '') return { algorithm, type, value };
  }
  return undefined;
}

function strings(json: string | undefined, rename: (name: string) => string): Record<string, string> {
  const pairs = Object.entries(members(json)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return Object.fromEntries(pairs.map(([name, value]) => [rename(name), value]));
}

/** Nothing for what is no JSON object: one strange attribute must not hide the object. */
function members(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
