import type { Dirent } from 'node:fs';
import type { Attributes } from '@opentelemetry/api';
import { S3Error } from '../../errors/s3.error.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';
import { assertNoEscape, TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';
import type { WalkSource } from './tree-walk.js';

/** A prefix may name anything; only a path that a key can have is a directory of the bucket. */
export const isDirectoryKey = (key: string): boolean =>
  !key.startsWith(`${TEMPORARY_FOLDER}/`) && !/(^|\/)(\.{0,2})\/|\0/.test(key);

/** The directories of one bucket, counted for the span. */
export class BucketDirectories implements WalkSource {
  private directories = 0;
  private entries = 0;

  constructor(
    private readonly storage: Storage,
    private readonly bucketPath: string,
  ) {}

  async readDirectory(key: string): Promise<readonly Dirent[]> {
    const path = `${this.bucketPath}/${key}`;
    if (!isDirectoryKey(key)) return [];
    try {
      if (key !== '') await assertNoEscape(this.storage.calls, this.bucketPath, path);
      await giveTurn(this.directories);
      const entries = await this.storage.calls.readdir(path);
      this.directories += 1;
      this.entries += entries.length;
      return key === '' ? entries.filter((entry) => entry.name !== TEMPORARY_FOLDER) : entries;
    } catch (error) {
      // A link that leads out of the bucket is not listed: nor is what is behind it.
      if (error instanceof S3Error) return [];
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) return [];
      throw error;
    }
  }

  async resolve(key: string): Promise<'file' | 'directory' | undefined> {
    const path = `${this.bucketPath}/${key}`;
    try {
      await assertNoEscape(this.storage.calls, this.bucketPath, path, true);
    } catch {
      return undefined;
    }
    const stats = await this.storage.calls.stat(path);
    // A link to a directory may lead in a circle: it is not walked.
    return stats?.isFile() ? 'file' : undefined;
  }

  totals(): Attributes {
    return { 'posix.directories_read': this.directories, 'posix.entries_read': this.entries };
  }
}
