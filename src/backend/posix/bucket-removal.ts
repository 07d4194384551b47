import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { errorCode } from './io/system-error.js';
import { isDirectoryObject, type ObjectPlace } from './object-files.js';
import { removeEmptyParent } from './parent-removal.js';
import { removeTree } from './remove-tree.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';

/** Writers that make the temporary folder anew while the bucket goes are outrun by trying again. */
const ATTEMPTS = 10;

/**
 * Removes the directory of a bucket without objects. The last step is `rmdir`, which the file system refuses when a
 * racing writer has published an object: the bucket then stays with all that it had.
 * @throws BucketNotEmpty
 */
export async function removeBucketDirectory(storage: Storage, bucket: string, path: string): Promise<void> {
  const whole = { bucket, bucketPath: path, key: '', path };
  if (await holdsObject(storage, whole)) throw new S3Error('BucketNotEmpty', { BucketName: bucket });
  for (let attempt = 1; ; attempt++) {
    const aside = `${storage.root}/.glassgate-tmp-${randomUUID()}`;
    const moved = await moveFolder(storage, `${path}/${TEMPORARY_FOLDER}`, aside);
    try {
      await storage.calls.rmdir(path);
      if (moved) await removeTree(storage.calls, aside);
      return;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        if (moved) await removeTree(storage.calls, aside);
        throw new S3Error('NoSuchBucket', { BucketName: bucket }, { cause: error });
      }
      if (moved) await giveBack(storage, aside, `${path}/${TEMPORARY_FOLDER}`);
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
      const full = attempt === ATTEMPTS || (await holdsObject(storage, whole));
      if (full) throw new S3Error('BucketNotEmpty', { BucketName: bucket }, { cause: error });
    }
  }
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

async function moveFolder(storage: Storage, from: string, to: string): Promise<boolean> {
  try {
    await storage.calls.rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Folder by folder where a racing writer has made one anew. */
async function giveBack({ calls }: Pick<Storage, 'calls'>, aside: string, folder: string): Promise<void> {
  try {
    await calls.rename(aside, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    for (const entry of await calls.readdir(aside)) {
      const [from, to] = [`${aside}/${entry.name}`, `${folder}/${entry.name}`];
      await (entry.isDirectory() ? giveBack({ calls }, from, to) : calls.rename(from, to));
    }
    await calls.rmdir(aside);
  }
}
