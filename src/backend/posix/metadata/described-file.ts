import type { Stats } from 'node:fs';
import type { PackedRecord } from './record-format.js';

/**
 * Names a file among all that had its place: an inode number is used again, at another time of birth. What changes
 * during the life of a file (times, links, size) is not in it, nor is the device, whose number changes with mounts.
 */
export function describedFile(stats: Stats | undefined): string | undefined {
  return stats && `${stats.ino.toString(36)}-${stats.birthtimeMs}`;
}

/** What a record says of a file, `data` being absent when that had no record; `undefined` when it speaks of others only. */
export function descriptionOf(
  record: PackedRecord | undefined,
  file: string | undefined,
): Partial<Pick<PackedRecord, 'data'>> | undefined {
  if (record && (record.file === undefined || record.file === file)) return record;
  return record?.previous?.file === file ? record?.previous : undefined;
}
