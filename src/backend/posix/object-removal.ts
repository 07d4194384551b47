import { traced } from '../../tracing/span.js';
import type { DirectoryObjects } from './directory-objects.js';
import { errorCode } from './io/system-error.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { replacing, type Replacement } from './replaced-file.js';
import type { Storage } from './storage.js';

/** Takes objects from the names of their keys. The caller holds the lock of the key. */
export class ObjectRemoval {
  constructor(
    private readonly storage: Storage,
    private readonly directories: DirectoryObjects,
  ) {}

  /** For good, with its record and with the parents that are empty then. @throws AccessDenied (Object Lock) */
  async remove(place: ObjectPlace, replacement: Replacement = {}): Promise<void> {
    await this.take(place, () => replacing(this.storage, place, () => this.unlink(place.path), replacement));
  }

  /** Only the name: the file itself stands in the history of its key. */
  async removeName(place: ObjectPlace): Promise<void> {
    await this.take(place, () => this.unlink(place.path));
  }

  private async take(place: ObjectPlace, unlink: () => Promise<void>): Promise<void> {
    const { store } = this.storage;
    await traced('Posix.IO.Remove', placeAttributes(place), async () => {
      await unlink();
      if (!store.travelsWithFile) await store.remove(recordTarget(place));
    });
    await this.directories.prune(place);
  }

  /** Quiet when somebody was faster: the file was looked at before its lock was held. */
  private async unlink(path: string): Promise<void> {
    try {
      await this.storage.calls.unlink(path);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) throw error;
    }
  }
}
