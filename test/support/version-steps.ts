import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersioningState } from '../../src/backend/model/versions.js';
import type { PosixBackend } from '../../src/backend/posix/posix.backend.js';
import type { PosixConfig } from '../../src/config/posix.config.js';
import { objectBody } from './object-body.js';

const OBJECT = { bucket: 'bucket', key: 'folder/key' };
/** Part of each record stands outside of its file. */
const ATTRIBUTES = { headers: {}, userMetadata: { large: 'm'.repeat(4000) }, tags: {} };

export const put = async (backend: PosixBackend, text: string, versioning?: VersioningState) =>
  (await backend.putObject({ ...OBJECT, attributes: ATTRIBUTES, body: objectBody(text), versioning }))
    .versionId;

export const remove = (backend: PosixBackend, versionId?: string, versioning: VersioningState = 'Enabled') =>
  backend.deleteObject({ ...OBJECT, versionId, versioning });

/** The text of a version, whose attributes are whole. */
export async function read(backend: PosixBackend, versionId?: string): Promise<string> {
  const stored = await backend.getObject({ ...OBJECT, versionId });
  expect(stored.info.attributes.userMetadata).toEqual(ATTRIBUTES.userMetadata);
  let text = '';
  for await (const chunk of stored.read()) text += chunk.toString();
  return text;
}

export async function list(backend: PosixBackend) {
  const all = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
  return (await backend.listObjectVersions({ ...all, bucket: OBJECT.bucket })).versions;
}

/** Content by version id, without delete markers. */
export async function contents(backend: PosixBackend): Promise<Record<string, string>> {
  const objects = (await list(backend)).filter((version) => !version.isDeleteMarker);
  const texts: Record<string, string> = {};
  for (const { versionId } of objects) texts[versionId] = await read(backend, versionId);
  return texts;
}

/** What a reader is shown, the listing says is the latest; every version stands in it once. */
export async function expectOneTruth(backend: PosixBackend): Promise<void> {
  const versions = await list(backend);
  const ids = versions.map(({ versionId }) => versionId);
  expect(ids).toEqual([...new Set(ids)]);
  const [latest] = versions;
  expect(versions.filter(({ isLatest }) => isLatest)).toEqual(versions.slice(0, 1));
  const shown = await backend.headObject(OBJECT).catch((error: unknown) => error);
  const isShown = latest !== undefined && !latest.isDeleteMarker;
  expect(shown).toMatchObject(isShown ? { versionId: latest.versionId } : { code: 'NoSuchKey' });
}

/** Name, where attributes are kept, and whether older versions have a file system of their own. */
type Store = [name: string, metadata: 'xattr' | 'sidecar', elsewhere: boolean];

export const STORES: Store[] = [
  ['extended attributes', 'xattr', false],
  ['a sidecar directory', 'sidecar', false],
  ['versions on another file system', 'xattr', true],
];

/** New directories below two that there are; `versioningDir` is one where versions stand elsewhere. */
export async function makeStore(
  [, metadata, elsewhere]: Store,
  [base, other]: readonly [base: string, other: string],
  name: string,
): Promise<Partial<PosixConfig> & { readonly root: string }> {
  const root = join(base, name);
  const sidecar = join(base, `${name}-sidecar`);
  const versioningDir = join(other, name);
  for (const directory of [root, sidecar, versioningDir]) await mkdir(directory);
  return { root, metadata, sidecar, ...(elsewhere && { versioningDir }) };
}

/** A bucket with a version in it, prepared for a step: what that may take away, and the contents that it must leave. */
export async function prepare(
  backend: PosixBackend,
  { before }: Step,
): Promise<{ readonly mayGo: string | undefined; readonly kept: Record<string, string> }> {
  await backend.createBucket({ bucket: OBJECT.bucket, owner: 'me' });
  await put(backend, 'one', 'Enabled');
  const mayGo = await before(backend);
  const kept = await contents(backend);
  if (mayGo !== undefined) delete kept[mayGo];
  return { mayGo, kept };
}

export interface Step {
  /** Gives back what the step may take away. */
  readonly before: (backend: PosixBackend) => Promise<string | undefined>;
  readonly step: (backend: PosixBackend, versionId: string | undefined) => Promise<unknown>;
}

/** Everything that changes the versions of a key. */
export const STEPS: Readonly<Record<string, Step>> = {
  'a write of a further version': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write over the null version': {
    before: async (backend) => void (await put(backend, 'null', 'Suspended')),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write over a delete marker': {
    before: async (backend) => void (await remove(backend)),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write of the null version': {
    before: async (backend) => {
      await put(backend, 'gone', 'Suspended');
      await put(backend, 'two', 'Enabled');
      return 'null';
    },
    step: (backend) => put(backend, 'new', 'Suspended'),
  },
  'two writes of the null version': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => put(backend, 'new', 'Suspended').then(() => put(backend, 'newer', 'Suspended')),
  },
  'a delete': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => remove(backend),
  },
  'a delete of the null version': {
    before: async (backend) => {
      await put(backend, 'two', 'Enabled');
      return put(backend, 'gone', 'Suspended');
    },
    step: (backend) => remove(backend, undefined, 'Suspended'),
  },
  'the removal of the current version': {
    before: (backend) => put(backend, 'gone', 'Enabled'),
    step: (backend, versionId) => remove(backend, versionId),
  },
  'the removal of an older version': {
    before: async (backend) => {
      const versionId = await put(backend, 'gone', 'Enabled');
      await put(backend, 'two', 'Enabled');
      return versionId;
    },
    step: (backend, versionId) => remove(backend, versionId),
  },
  'the removal of a delete marker': {
    before: async (backend) => (await remove(backend)).versionId,
    step: (backend, versionId) => remove(backend, versionId),
  },
};
