import type { Dirent } from 'node:fs';
import type { StoredPart } from '../model/complete-upload.js';
import type { UploadedPart } from '../model/multipart.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';
import type { Storage } from './storage.js';
import type { UploadDirectories, UploadPlace, UploadRecord } from './upload-directories.js';

/** A part as its file and its record say. */
export interface PartFile extends StoredPart {
  readonly path: string;
  readonly lastModified: Date;
}

/** Records that are read at the same time, where calls leave the event loop. */
const BATCH = 32;

/** The parts in the directory of an upload. */
export class StoredParts {
  constructor(
    private readonly storage: Storage,
    private readonly uploads: UploadDirectories,
  ) {}

  /** Ascending; none when the upload is gone. */
  async numbers(directory: string): Promise<number[]> {
    const entries = await this.entries(directory);
    return entries
      .filter((entry) => entry.isFile() && /^[1-9]\d{0,4}$/.test(entry.name))
      .map((entry) => Number(entry.name))
      .sort((a, b) => a - b);
  }

  /** The parts that are there, in the order of `numbers`. */
  async read(place: UploadPlace, directory: string, numbers: readonly number[]): Promise<PartFile[]> {
    const parts: PartFile[] = [];
    for (let start = 0; start < numbers.length; start += BATCH) {
      await giveTurn(start);
      const batch = numbers
        .slice(start, start + BATCH)
        .map((number) => this.readOne(place, directory, number));
      for (const part of await Promise.all(batch)) if (part) parts.push(part);
    }
    return parts;
  }

  private async readOne(
    place: UploadPlace,
    directory: string,
    partNumber: number,
  ): Promise<PartFile | undefined> {
    const target = this.uploads.target(place, directory, partNumber);
    try {
      const stats = await this.storage.calls.lstat(target.path);
      const record = stats && (await this.storage.plainRecords.readPlain(target));
      if (!record || typeof record['etag'] !== 'string') return undefined;
      const { etag, checksum } = record;
      const { size, mtime: lastModified } = stats;
      const kept = typeof checksum === 'string' ? { checksum } : {};
      return { partNumber, size, etag, lastModified, path: target.path, ...kept };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async entries(directory: string): Promise<readonly Dirent[]> {
    try {
      return await this.storage.calls.readdir(directory);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

/** A part as the client sees it: only the checksum that the upload was created with. */
export function uploadedPart(part: Omit<PartFile, 'path'>, { checksum: chosen }: UploadRecord): UploadedPart {
  const { partNumber, size, etag, lastModified, checksum } = part;
  const shown =
    chosen && checksum !== undefined ? { checksum: { algorithm: chosen.algorithm, value: checksum } } : {};
  return { partNumber, size, etag, lastModified, ...shown };
}
