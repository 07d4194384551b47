import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { BUCKET_IN_TRANSIT } from './bucket-in-transit.js';
import { holdsFile } from './holds-file.js';
import type { FileCalls } from './io/file-calls.js';
import { errorCode } from './io/system-error.js';
import { isDirectoryObject } from './object-files.js';
import type { ObjectPlace } from './object-place.js';
import { removeEmptyParent } from './parent-removal.js';
import { removeTree } from './remove-tree.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';
import { VERSIONS_FOLDER, versionsRoot } from './version-layout.js';

/** Writers that make the temporary folder anew while the bucket goes are outrun by trying again. */
const ATTEMPTS = 10;

/** A directory that is moved aside before the bucket goes, so that nobody adds to it. */
interface MovedFolder {
  readonly path: string;
  readonly aside: string;
  /** Where versions are when it has been moved. */
  readonly versions: string;
}

/**
 * Removes the directory of a bucket without objects and versions. The last step is `rmdir`, which the file system
 * refuses when a racing writer has published an object: the bucket then stays with all that it had. Versions are
 * looked for once more when nobody can add any.
 * @throws BucketNotEmpty, NoSuchBucket
 */
export async function removeBucketDirectory(storage: Storage, bucket: string, path: string): Promise<void> {
  const { calls, config } = storage;
  const whole = { bucket, bucketPath: path, key: '', path };
  const notEmpty = (cause?: unknown): S3Error =>
    new S3Error('BucketNotEmpty', { BucketName: bucket }, { cause });
  const isFull = async (): Promise<boolean> =>
    (await holdsFile(calls, versionsRoot(config, whole))) || holdsObject(storage, whole);
  if (await isFull()) throw notEmpty();
  for (let attempt = 1; ; attempt++) {
    const moved = await moveAside(storage, foldersOf(storage, whole));
    const outcome = await tryRemove(storage, path, moved);
    if (outcome === 'removed') return;
    if (outcome === 'gone') throw new S3Error('NoSuchBucket', { BucketName: bucket });
    if (attempt === ATTEMPTS || (await isFull())) throw notEmpty();
  }
}

/** The temporary folder, and that of the versions where it is elsewhere. */
function foldersOf({ root, config: { versioningDir } }: Storage, whole: ObjectPlace): MovedFolder[] {
  const name = `${BUCKET_IN_TRANSIT}${randomUUID()}`;
  const own = `${root}/${name}`;
  const folders = [
    { path: `${whole.path}/${TEMPORARY_FOLDER}`, aside: own, versions: `${own}/${VERSIONS_FOLDER}` },
  ];
  if (versioningDir === undefined) return folders;
  const aside = `${versioningDir}/${name}`;
  return [...folders, { path: versionsRoot({ versioningDir }, whole), aside, versions: aside }];
}

async function tryRemove(
  { calls }: Storage,
  path: string,
  moved: readonly MovedFolder[],
): Promise<'removed' | 'gone' | 'stays'> {
  let outcome: 'removed' | 'gone' | 'stays' = 'stays';
  try {
    for (const { versions } of moved) if (await holdsFile(calls, versions)) return outcome;
    await calls.rmdir(path);
    outcome = 'removed';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') outcome = 'gone';
    else if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    for (const folder of moved)
      await (outcome === 'stays'
        ? giveBack(calls, folder.aside, folder.path)
        : removeTree(calls, folder.aside));
  }
  return outcome;
}

/** Whether there is a key below a folder of the bucket. Empty directories that are no objects go on the way. */
async function holdsObject(storage: Storage, folder: ObjectPlace): Promise<boolean> {
  const { calls, store } = storage;
  for (const entry of await calls.readdir(folder.path)) {
    if (folder.key === '' && entry.name === TEMPORARY_FOLDER) continue;
    if (!entry.isDirectory()) return true;
    const inner = { ...folder, key: `${folder.key}${entry.name}/`, path: `${folder.path}/${entry.name}` };
    try {
      const record = await store.readObject({ bucket: inner.bucket, name: inner.key, path: inner.path });
      if (await isDirectoryObject(storage, record, inner.path)) return true;
      if (await holdsObject(storage, inner)) return true;
      if (!(await removeEmptyParent(storage, inner))) return true;
    } catch (error) {
      // The delete of the last key below it removes it too.
      if (errorCode(error) !== 'ENOENT') return true;
    }
  }
  return false;
}

/** Those that are there. */
async function moveAside({ calls }: Storage, folders: readonly MovedFolder[]): Promise<MovedFolder[]> {
  const moved: MovedFolder[] = [];
  for (const folder of folders) {
    try {
      await calls.rename(folder.path, folder.aside);
      moved.push(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') continue;
      for (const { aside, path } of moved) await giveBack(calls, aside, path);
      throw error;
    }
  }
  return moved;
}

/** Folder by folder where a racing writer has made one anew. */
async function giveBack(calls: FileCalls, aside: string, folder: string): Promise<void> {
  try {
    await calls.rename(aside, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    for (const entry of await calls.readdir(aside)) {
      const [from, to] = [`${aside}/${entry.name}`, `${folder}/${entry.name}`];
      await (entry.isDirectory() ? giveBack(calls, from, to) : calls.rename(from, to));
    }
    await calls.rmdir(aside);
  }
}
