import { traced } from '../../tracing/span.js';
import { AtomicFile } from './atomic-file.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';

export interface TemporaryFilePlan {
  readonly bucket: string;
  readonly bucketPath: string;
  /** What the file is going to be, for the span. */
  readonly key: string;
  /** Bytes, where they are known. */
  readonly size: number | undefined;
}

/** Runs `body` with a file that has no name yet; nothing stays of it when `body` throws. */
export async function withTemporaryFile<T>(
  storage: Storage,
  plan: TemporaryFilePlan,
  body: (file: AtomicFile) => Promise<T>,
): Promise<T> {
  const { calls, config } = storage;
  const attributes = {
    'posix.dir': `${plan.bucket}/${TEMPORARY_FOLDER}`,
    'posix.bucket': plan.bucket,
    'posix.object': plan.key,
    ...(plan.size !== undefined && { 'posix.size': plan.size }),
  };
  const options = { bucketPath: plan.bucketPath, dirMode: config.dirPerms, disableOtmp: config.disableOtmp };
  const file = await traced('Posix.IO.OpenTmpFile', attributes, async () => AtomicFile.open(calls, options));
  try {
    return await body(file);
  } finally {
    await file.discard();
  }
}
