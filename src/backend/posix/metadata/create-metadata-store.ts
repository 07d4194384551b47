import type { PosixConfig } from '../../../config/posix.config.js';
import type { FileCalls } from '../io/file-calls.js';
import type { MetadataStore } from './metadata-store.js';
import { NoneMetadataStore } from './none.metadata-store.js';
import { SidecarMetadataStore } from './sidecar.metadata-store.js';
import { XattrMetadataStore } from './xattr.metadata-store.js';

/** The store that the configuration names. */
export function createMetadataStore(config: PosixConfig, calls: FileCalls): MetadataStore {
  switch (config.metadata) {
    case 'xattr':
      return new XattrMetadataStore(config, calls);
    case 'sidecar':
      if (config.sidecar === undefined) throw new TypeError('the sidecar store needs a directory');
      return new SidecarMetadataStore(config.sidecar, config, calls);
    case 'none':
      return new NoneMetadataStore();
  }
}
