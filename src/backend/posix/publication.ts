import { traced } from '../../tracing/span.js';
import type { WriteCondition } from '../model/conditions.js';
import type { VersioningState } from '../model/versions.js';
import type { AtomicFile } from './atomic-file.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import type { Storage } from './storage.js';

/** A whole, verified file that waits for its name. */
export interface Publication {
  readonly file: AtomicFile;
  readonly place: ObjectPlace;
  readonly record: ObjectRecord;
  readonly condition?: WriteCondition;
  /** Mark of what stood under the key when the write began. @see assertWriteCondition */
  readonly before?: string;
  /** Of the bucket; absent when it was never versioned. */
  readonly versioning?: VersioningState;
}

/** `isNew`: the file bears no record yet and is brought to the disk afterwards. */
export async function writeRecord(
  { store }: Storage,
  { file, place, record }: Publication,
  isNew = true,
): Promise<void> {
  await traced('Posix.IO.WriteMetadata', placeAttributes(place), async () =>
    store.writeObject({ ...recordTarget(place), fd: file.fd, isNew }, record),
  );
}

/** What the record of a file that did not get its name has elsewhere. Quiet: why it did not get it matters more. */
export async function dropRecord({ store }: Storage, { file, place }: Publication): Promise<void> {
  try {
    await store.remove({ ...recordTarget(place), fd: file.fd });
  } catch {
    // It is never read: nothing names it.
  }
}

export async function syncFile({ config }: Storage, { file }: Publication): Promise<void> {
  const { durability } = config;
  if (durability !== 'none') await traced('Posix.IO.Sync', {}, async () => file.sync(durability));
}
