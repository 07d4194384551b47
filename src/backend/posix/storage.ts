import type { PosixConfig } from '../../config/posix.config.js';
import type { BufferPool } from './io/buffer-pool.js';
import type { DataCalls } from './io/data-calls.js';
import type { FileCalls } from './io/file-calls.js';
import type { KeyLock } from './key-lock.js';
import type { MetadataStore } from './metadata/metadata-store.js';

/** What every part of the driver works with; made once by `PosixBackend.open`. */
export interface Storage {
  readonly config: PosixConfig;
  /** The root without symbolic links. */
  readonly root: string;
  readonly calls: FileCalls;
  readonly data: DataCalls;
  readonly store: MetadataStore;
  /** Records of buckets, uploads and parts: they are kept and move with their directory, whatever `store` is. */
  readonly plainRecords: MetadataStore;
  readonly locks: KeyLock;
  readonly buffers: BufferPool;
}
