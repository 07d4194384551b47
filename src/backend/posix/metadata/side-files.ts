import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { PosixConfig } from '../../../config/posix.config.js';
import type { FileCalls } from '../io/file-calls.js';
import { createFile, fillFile, isAbsent, syncDirectory, unlinkIfThere } from '../io/file-steps.js';
import { makeDirectories } from '../make-directories.js';
import { TEMPORARY_FOLDER } from '../safe-path.js';
import { DamagedRecordError } from './damaged-record.error.js';
import type { RecordTarget } from './metadata-store.js';

const ID = /^[0-9a-f-]{36}$/;

/** Files in the bucket's temporary folder for what an attribute cannot hold. One is never changed, only removed. */
export class SideFiles {
  constructor(
    private readonly config: Pick<PosixConfig, 'root' | 'dirPerms' | 'durability'>,
    private readonly calls: FileCalls,
  ) {}

  /** Gives back the id of the new file, which is whole and, unless durability is `none`, on the disk. */
  async write(target: RecordTarget, content: Buffer): Promise<string> {
    const id = randomUUID();
    const path = this.pathOf(target, id);
    const fd = await this.create(target, path);
    await fillFile(this.calls, { fd, path }, content, this.config.durability !== 'none');
    if (this.config.durability === 'full') await syncDirectory(this.calls, dirname(path));
    return id;
  }

  /** `undefined` when somebody replaced the record meanwhile. */
  async read(target: RecordTarget, id: string): Promise<Buffer | undefined> {
    return this.calls.readFile(this.pathOf(target, id));
  }

  /** Quiet when it is gone. */
  async remove(target: RecordTarget, id: string): Promise<void> {
    await unlinkIfThere(this.calls, this.pathOf(target, id));
  }

  private async create(target: RecordTarget, path: string): Promise<number> {
    try {
      return await createFile(this.calls, path, 0o644);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      await makeDirectories(this.calls, this.bucketPath(target), dirname(path), this.config.dirPerms);
      return createFile(this.calls, path, 0o644);
    }
  }

  /** The id comes from an attribute that anybody with access to the files may have written. */
  private pathOf(target: RecordTarget, id: string): string {
    if (!ID.test(id)) throw new DamagedRecordError('a metadata record names an impossible side file');
    return `${this.bucketPath(target)}/${TEMPORARY_FOLDER}/meta/${id}`;
  }

  /** A bucket may still have a temporary name when its own record is written: its side file must move with it. */
  private bucketPath({ bucket, name, path }: RecordTarget): string {
    return name === '' ? path : `${this.config.root}/${bucket}`;
  }
}
