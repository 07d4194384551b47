import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileCalls } from './io/file-calls.js';
import { errorCode } from './io/system-error.js';
import {
  MetadataStore,
  type ObjectRecord,
  type PlainRecord,
  type RecordTarget,
} from './metadata/metadata-store.js';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Records of buckets, uploads and parts as files in their directories, for stores that keep nothing on the directory
 * itself: they move and go with it, and are kept also when objects have no metadata at all.
 */
export class RecordFiles extends MetadataStore {
  override readonly type = 'sidecar';
  override readonly travelsWithFile = false;

  constructor(private readonly calls: FileCalls) {
    super();
  }

  override async readPlain(target: RecordTarget): Promise<PlainRecord | undefined> {
    const bytes = await this.calls.readFile(fileOf(target));
    return bytes && (JSON.parse(bytes.toString()) as PlainRecord);
  }

  override async writePlain(target: RecordTarget, record: PlainRecord): Promise<void> {
    const temporary = `${target.path}.${randomUUID()}.tmp`;
    const fd = await this.calls.open(temporary, CREATE, 0o600);
    try {
      await this.calls.write(fd, Buffer.from(JSON.stringify(record)), 0);
    } finally {
      await this.calls.close(fd);
    }
    await this.calls.rename(temporary, fileOf(target));
  }

  override async readObject(target: RecordTarget): Promise<ObjectRecord | undefined> {
    return this.readPlain(target);
  }

  override writeObject(target: RecordTarget, record: ObjectRecord): Promise<void> {
    return this.writePlain(target, { ...record });
  }

  override async remove(target: RecordTarget): Promise<void> {
    try {
      await this.calls.unlink(fileOf(target));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

const fileOf = ({ path }: RecordTarget): string => `${path}.json`;
