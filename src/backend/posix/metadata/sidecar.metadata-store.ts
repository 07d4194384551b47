import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { PosixConfig } from '../../../config/posix.config.js';
import type { FileCalls } from '../io/file-calls.js';
import { createFile, fillFile, isAbsent, syncDirectory, unlinkIfThere } from '../io/file-steps.js';
import { errorCode, systemError } from '../io/system-error.js';
import { makeDirectories } from '../make-directories.js';
import { DamagedRecordError } from './damaged-record.error.js';
import { describedFile, descriptionOf } from './described-file.js';
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
 * `<sidecar>/<bucket>/<name>/meta/glassgate`, replaced by rename. The record of an object is there before its file has
 * its name: it says which file it describes, and keeps the record of the file that has the name until then.
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
    const record = await this.read(target, 'object');
    const file = await this.fileOf(target);
    const description = descriptionOf(record, file);
    if (description) return description.data;
    const isMeant = target.fd !== undefined || target.stats !== undefined;
    if (isMeant && file !== (await this.namedFile(target)))
      throw systemError(constants.errno.ENOENT, 'open', target.path);
    // A backup that was restored: the files are other ones, their records hold.
    return record?.data;
  }

  override async writeObject(target: RecordTarget, record: ObjectRecord): Promise<void> {
    const file = await this.fileOf(target);
    const previous = await this.previousOf(target, file);
    await this.write(target, {
      v: 1,
      kind: 'object',
      data: { ...record },
      ...(file !== undefined && { file }),
      ...(previous && { previous }),
    });
  }

  override async readPlain(target: RecordTarget): Promise<PlainRecord | undefined> {
    return (await this.read(target, 'plain'))?.data;
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

  private async read(target: RecordTarget, kind: PackedRecord['kind']): Promise<PackedRecord | undefined> {
    const bytes = await this.calls.readFile(this.pathOf(target));
    const record = bytes && unpackRecord(bytes);
    return record?.kind === kind ? record : undefined;
  }

  /** What stays true while the file that has the name keeps it; nothing when `file` is that file. */
  private async previousOf(
    target: RecordTarget,
    file: string | undefined,
  ): Promise<PackedRecord['previous']> {
    const named = await this.namedFile(target);
    if (named === undefined || named === file) return undefined;
    const record = await this.readIfWhole(target);
    const { data } = descriptionOf(record, named) ?? record ?? {};
    return { file: named, ...(data && { data }) };
  }

  /** A damaged record does not keep its object from being replaced. */
  private async readIfWhole(target: RecordTarget): Promise<PackedRecord | undefined> {
    try {
      return await this.read(target, 'object');
    } catch (error) {
      if (error instanceof DamagedRecordError) return undefined;
      throw error;
    }
  }

  private async fileOf({ fd, path, stats }: RecordTarget): Promise<string | undefined> {
    return describedFile(stats ?? (await this.calls.stat(fd ?? path)));
  }

  private async namedFile({ path }: RecordTarget): Promise<string | undefined> {
    try {
      return describedFile(await this.calls.stat(path));
    } catch (error) {
      // A symbolic link that leads where the gateway may not go.
      if (errorCode(error) === 'EACCES') return undefined;
      throw error;
    }
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
