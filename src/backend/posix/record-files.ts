import { randomUUID } from 'node:crypto';
import type { FileCalls } from './io/file-calls.js';
import { createFile, fillFile, unlinkIfThere } from './io/file-steps.js';
import {
  MetadataStore,
  type ObjectRecord,
  type PlainRecord,
  type RecordTarget,
} from './metadata/metadata-store.js';

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
    const fd = await createFile(this.calls, temporary, 0o600);
    await fillFile(this.calls, { fd, path: temporary }, Buffer.from(JSON.stringify(record)), false);
    try {
      await this.calls.rename(temporary, fileOf(target));
    } catch (error) {
      await unlinkIfThere(this.calls, temporary);
      throw error;
    }
  }

  override async readObject(target: RecordTarget): Promise<ObjectRecord | undefined> {
    return this.readPlain(target);
  }

  override writeObject(target: RecordTarget, record: ObjectRecord): Promise<void> {
    return this.writePlain(target, { ...record });
  }

  override async remove(target: RecordTarget): Promise<void> {
    await unlinkIfThere(this.calls, fileOf(target));
  }
}

const fileOf = ({ path }: RecordTarget): string => `${path}.json`;
