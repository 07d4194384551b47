import type { Buckets } from './buckets.js';
import { ObjectCopy } from './copy.js';
import { DirectoryObjects } from './directory-objects.js';
import { ObjectDeletes } from './object-deletes.js';
import { ObjectFiles } from './object-files.js';
import { ObjectPublisher } from './object-publisher.js';
import { ObjectRemoval } from './object-removal.js';
import { Objects } from './objects.js';
import type { Storage } from './storage.js';
import { VersionFiles } from './version-files.js';
import { VersionListing } from './version-listing.js';
import { VersionMoves } from './version-moves.js';
import { VersionedDeletes } from './versioned-deletes.js';
import { VersionedWrites } from './versioned-writes.js';

/** What works with objects and their versions. */
export interface ObjectServices {
  readonly files: ObjectFiles;
  readonly versions: VersionFiles;
  readonly publisher: ObjectPublisher;
  readonly objects: Objects;
  readonly copies: ObjectCopy;
  readonly versionListing: VersionListing;
}

export function objectServices(storage: Storage, buckets: Buckets): ObjectServices {
  const versions = new VersionFiles(storage);
  const files = new ObjectFiles(storage, buckets, versions);
  const moves = new VersionMoves(storage, files, versions);
  const writes = new VersionedWrites(storage, versions, moves);
  const publisher = new ObjectPublisher(storage, files, writes);
  const directories = new DirectoryObjects(storage, files);
  const removal = new ObjectRemoval(storage, directories);
  const versioned = new VersionedDeletes({ storage, versions, moves, removal });
  const deletes = new ObjectDeletes({ storage, files, publisher, directories, removal, versioned });
  return {
    files,
    versions,
    publisher,
    objects: new Objects(storage, files, publisher, directories, deletes),
    copies: new ObjectCopy(storage, files, publisher, directories),
    versionListing: new VersionListing(storage, files, versions),
  };
}
