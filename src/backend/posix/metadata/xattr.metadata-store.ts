import { constants } from 'node:os';
import type { MaybePromise } from '../../../common/maybe-promise.js';
import type { PosixConfig } from '../../../config/posix.config.js';
import type { FileCalls, FileRef } from '../io/file-calls.js';
import { isAbsent, syncDirectory } from '../io/file-steps.js';
import { errorCode, systemError } from '../io/system-error.js';
import { DamagedRecordError } from './damaged-record.error.js';
import { describedFile } from './described-file.js';
import { readForeignRecord } from './foreign-record.js';
import {
  MetadataStore,
  type LeavingRecord,
  type ObjectRecord,
  type PlainRecord,
  type RecordTarget,
} from './metadata-store.js';
import { layouts, packRecord, unpackRecord, type PackedRecord, type RecordLayout } from './record-format.js';
import { SideFiles } from './side-files.js';

const ATTRIBUTE = 'user.glassgate';

/** ext4 has 4 KiB for all attributes of a file, names and other people's included. */
const MAX_ATTRIBUTE_BYTES = 3_500;

/** File systems say in different ways that an attribute does not fit. ENOSPC is the disk's too: then the side file fails. */
const DOES_NOT_FIT: ReadonlySet<string | undefined> = new Set(['E2BIG', 'ENOSPC', 'ERANGE', 'EDQUOT']);

/** Between reading an attribute and its side file the record may be replaced; more often than this is no accident. */
const MAX_READS = 5;

/**
 * Keeps a record in one extended attribute of its file. Members that do not fit stand in a side file, which exists
 * before the attribute names it and goes when the attribute is replaced or the object removed.
 */
export class XattrMetadataStore extends MetadataStore {
  override readonly type = 'xattr';
  override readonly travelsWithFile = true;
  private readonly sideFiles: SideFiles;

  constructor(
    private readonly config: Pick<PosixConfig, 'root' | 'dirPerms' | 'durability'>,
    private readonly calls: FileCalls,
  ) {
    super();
    this.sideFiles = new SideFiles(config, calls);
  }

  override async readObject(target: RecordTarget, withParts = false): Promise<ObjectRecord | undefined> {
    const packed = await this.readPacked(target);
    if (!packed) return this.readForeign(target);
    return this.read(target, packed, { kind: 'object', withParts });
  }

  override async writeObject(target: RecordTarget, record: ObjectRecord): Promise<void> {
    await this.write(target, 'object', record);
  }

  override async readPlain(target: RecordTarget): Promise<PlainRecord | undefined> {
    return this.read(target, await this.readPacked(target), { kind: 'plain', withParts: true });
  }

  override async writePlain(target: RecordTarget, record: PlainRecord): Promise<void> {
    await this.write(target, 'plain', record);
  }

  /** Removes the side file only: the attribute goes with its file. Ask while the file has its name, or with its `fd`. */
  override async remove(target: RecordTarget): Promise<void> {
    const side = (await this.readWhole(target))?.side;
    if (side !== undefined) await this.sideFiles.remove(target, side);
  }

  /** What locks an object always stands in the attribute. */
  override async leaving(target: RecordTarget): Promise<LeavingRecord> {
    const packed = await this.readWhole(target);
    const forget = async (): Promise<void> => {
      if (packed?.side !== undefined) await this.sideFiles.remove(target, packed.side);
    };
    return { lock: packed?.data ?? (await this.readForeign(target)) ?? {}, forget };
  }

  /** A directory that versitygw made an object of has an ETag. */
  private async readForeign(target: RecordTarget): Promise<ObjectRecord | undefined> {
    const record = await this.ifThere(() => readForeignRecord(this.calls, refOf(target)));
    const isDirectoryObject = record?.etag !== undefined && target.name.endsWith('/');
    return isDirectoryObject ? { ...record, directoryObject: true } : record;
  }

  private async readPacked(target: RecordTarget): Promise<PackedRecord | undefined> {
    const bytes = await this.ifThere(() => this.calls.getxattr(refOf(target), ATTRIBUTE));
    return bytes && unpackRecord(bytes);
  }

  /** A file that was removed meanwhile has no record. */
  private async ifThere<T>(read: () => MaybePromise<T | undefined>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  private async read(
    target: RecordTarget,
    packed: PackedRecord | undefined,
    { kind, withParts }: { kind: PackedRecord['kind']; withParts: boolean },
  ): Promise<PlainRecord | undefined> {
    let current = packed;
    for (let reads = 1; ; reads++) {
      if (current?.kind !== kind) return undefined;
      if (current.side === undefined || (current.sideHasParts && !withParts)) return current.data;
      const content = await this.sideFiles.read(target, current.side);
      if (content) return { ...current.data, ...(JSON.parse(content.toString('utf8')) as PlainRecord) };
      await this.assertNamed(target);
      if (reads === MAX_READS) throw new DamagedRecordError('the side file of a metadata record is missing');
      current = await this.readPacked(target);
    }
  }

  /** A file that has lost its name has lost its side file too: whoever holds it must open the name anew. */
  private async assertNamed({ fd, path }: RecordTarget): Promise<void> {
    if (fd === undefined) return;
    const named = describedFile(await this.calls.stat(path));
    if (named !== describedFile(await this.calls.stat(fd)))
      throw systemError(constants.errno.ENOENT, 'open', path);
  }

  private async write(
    target: RecordTarget,
    kind: PackedRecord['kind'],
    record: PlainRecord | ObjectRecord,
  ): Promise<void> {
    const replaced = target.isNew ? undefined : (await this.readWhole(target))?.side;
    let refusal: Error | undefined;
    for (const layout of layouts(kind, record)) {
      refusal = await this.tryLayout(target, kind, layout);
      if (refusal === undefined) break;
    }
    if (refusal !== undefined) throw refusal;
    if (!target.isNew) await this.sync(target);
    if (replaced !== undefined) await this.sideFiles.remove(target, replaced);
  }

  /** A target without `fd` is a directory. */
  private async sync({ fd, path }: RecordTarget): Promise<void> {
    const { durability } = this.config;
    if (fd === undefined) {
      if (durability === 'full') await syncDirectory(this.calls, path);
    } else if (durability !== 'none') await this.calls.fsync(fd);
  }

  /** Gives back the error of a layout that does not fit. */
  private async tryLayout(
    target: RecordTarget,
    kind: PackedRecord['kind'],
    layout: RecordLayout,
  ): Promise<Error | undefined> {
    const { data, side, sideHasParts } = layout;
    const rest = { data, ...(sideHasParts && { sideHasParts }) };
    if (!side) return this.trySet(target, packRecord({ v: 1, kind, ...rest }));
    const id = await this.sideFiles.write(target, Buffer.from(JSON.stringify(side)));
    let refusal: Error | undefined;
    try {
      refusal = await this.trySet(target, packRecord({ v: 1, kind, ...rest, side: id }));
    } catch (error) {
      await this.sideFiles.remove(target, id);
      throw error;
    }
    if (refusal !== undefined) await this.sideFiles.remove(target, id);
    return refusal;
  }

  private async trySet(target: RecordTarget, value: Buffer): Promise<Error | undefined> {
    if (value.length > MAX_ATTRIBUTE_BYTES) return new RangeError('the record is too large for an attribute');
    try {
      await this.calls.setxattr(refOf(target), ATTRIBUTE, value);
      return undefined;
    } catch (error) {
      if (DOES_NOT_FIT.has(errorCode(error))) return error as Error;
      throw error;
    }
  }

  private async readWhole(target: RecordTarget): Promise<PackedRecord | undefined> {
    try {
      return await this.readPacked(target);
    } catch (error) {
      if (error instanceof DamagedRecordError) return undefined;
      throw error;
    }
  }
}

const refOf = (target: RecordTarget): FileRef => target.fd ?? target.path;
