import { createHash, randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { PosixConfig } from '../../../config/posix.config.js';
import type { FileCalls } from '../io/file-calls.js';
import { createFile, fillFile, isAbsent, syncDirectory, unlinkIfThere } from '../io/file-steps.js';
import { errorCode } from '../io/system-error.js';
import { makeDirectories } from '../make-directories.js';
import { MetadataStore, type ObjectRecord, type PlainRecord, type RecordTarget } from './metadata-store.js';
import { packRecord, unpackRecord, type PackedRecord } from './record-format.js';

/** The record in the folder of its name; versitygw has the folder too, with one file per value. */
const FOLDER = 'meta';
const FILE = 'glassgate';

/** A segment that a directory cannot bear as it is; `%` marks the replacement, so that none can be met twice. */
const AWKWARD = /^(?:\.{0,2}|meta)$|[%\0]/;

const MAX_SEGMENT_BYTES = 255;

/**
 * Keeps records in a directory of its own, for file systems without extended attributes:
 * `<sidecar>/<bucket>/<name>/meta/glassgate`, replaced by rename.
 */
export class SidecarMetadataStore extends MetadataStore {
  override readonly type = 'sidecar';
  override readonly travelsWithFile = false;

  constructor(
    private readonly directory: string,
    private readonly config: Pick<PosixConfig, 'dirPerms' | 'durability'>,
    private readonly calls: FileCalls,
  ) {
    super();
  }

  override async readObject(target: RecordTarget): Promise<ObjectRecord | undefined> {
    return this.read(target, 'object');
  }

  override async writeObject(target: RecordTarget, record: ObjectRecord): Promise<void> {
    await this.write(target, { v: 1, kind: 'object', data: { ...record } });
  }

  override async readPlain(target: RecordTarget): Promise<PlainRecord | undefined> {
    return this.read(target, 'plain');
  }

  override async writePlain(target: RecordTarget, record: PlainRecord): Promise<void> {
    await this.write(target, { v: 1, kind: 'plain', data: record });
  }

  /** Together with the folders that are empty then. */
  override async remove(target: RecordTarget): Promise<void> {
    const path = this.pathOf(target);
    await unlinkIfThere(this.calls, path);
    for (let folder = dirname(path); folder !== this.directory; folder = dirname(folder)) {
      if (!(await this.removeEmpty(folder))) return;
    }
  }

  private async read(target: RecordTarget, kind: PackedRecord['kind']): Promise<PlainRecord | undefined> {
    const bytes = await this.calls.readFile(this.pathOf(target));
    const record = bytes && unpackRecord(bytes);
    return record?.kind === kind ? record.data : undefined;
  }

  private async write(target: RecordTarget, record: PackedRecord): Promise<void> {
    const path = this.pathOf(target);
    const temporary = `${dirname(path)}/${randomUUID()}.tmp`;
    const fd = await this.create(temporary);
    const { durability } = this.config;
    await fillFile(this.calls, { fd, path: temporary }, packRecord(record), durability !== 'none');
    try {
      await this.calls.rename(temporary, path);
    } catch (error) {
      await unlinkIfThere(this.calls, temporary);
      throw error;
    }
    if (durability === 'full') await syncDirectory(this.calls, dirname(path));
  }

  /** A racing `remove` may take the folder away as often as there are removals: a few tries are enough. */
  private async create(path: string): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await createFile(this.calls, path, 0o600);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === 8) throw error;
      }
      await this.makeFolder(dirname(path));
    }
  }

  private async makeFolder(path: string): Promise<void> {
    try {
      await makeDirectories(this.calls, this.directory, path, this.config.dirPerms);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || !(await this.calls.stat(this.directory))) throw error;
    }
  }

  private async removeEmpty(folder: string): Promise<boolean> {
    try {
      await this.calls.rmdir(folder);
      return true;
    } catch (error) {
      if (isAbsent(error)) return true;
      if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) return false;
      throw error;
    }
  }

  private pathOf({ bucket, name }: RecordTarget): string {
    const segments = [bucket, ...(name === '' ? [] : name.replace(/\/$/, '').split('/'))];
    return `${this.directory}/${segments.map(safeSegment).join('/')}/${FOLDER}/${FILE}`;
  }
}

/** Keeps segments readable, and lets none leave the directory, collide with the record's folder or be too long. */
function safeSegment(segment: string): string {
  if (!AWKWARD.test(segment) && Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES) return segment;
  return `%${createHash('sha256').update(segment).digest('hex')}`;
}
