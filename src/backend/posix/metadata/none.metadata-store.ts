import { MetadataStore, type ObjectRecord, type PlainRecord } from './metadata-store.js';

/** Forgets everything: objects have what the file system knows of them. */
export class NoneMetadataStore extends MetadataStore {
  override readonly type = 'none';
  override readonly travelsWithFile = false;

  override readObject(): ObjectRecord | undefined {
    return undefined;
  }

  override writeObject(): void {}

  override readPlain(): PlainRecord | undefined {
    return undefined;
  }

  override writePlain(): void {}

  override remove(): void {}
}
