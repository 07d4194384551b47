import type { RecordTarget } from './metadata/metadata-store.js';

/** Where an object, or a version of one, stands or is going to stand. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly bucketPath: string;
  readonly key: string;
  readonly path: string;
  /** The name of its record, where that is not the key: of a version that is not the current one. */
  readonly recordName?: string;
}

export function recordTarget({ bucket, key, path, recordName }: ObjectPlace): RecordTarget {
  return { bucket, name: recordName ?? key, path };
}

/** What spans say of it. */
export function placeAttributes({ bucket, key }: Pick<ObjectPlace, 'bucket' | 'key'>) {
  return { 'posix.bucket': bucket, 'posix.object': key };
}
