import { realpath } from 'node:fs/promises';
import { S3Error } from '../../errors/s3.error.js';
import type { FileCalls } from './io/file-calls.js';
import { isAbsent } from './io/file-steps.js';

/** The folder of a bucket that holds temporary files, uploads, side files and locks; no key leads into it. Name as in versitygw. */
export const TEMPORARY_FOLDER = '.sgwtmp';

/** NAME_MAX of the file systems that the driver is made for. */
const MAX_COMPONENT_BYTES = 255;

/**
 * Path of a key inside its bucket, without the final `/` of a directory object. It is made of the key's own segments,
 * so that it cannot leave the bucket except through a symbolic link: see `assertNoEscape`.
 * @throws InvalidArgument for what a file system cannot hold as a name, KeyTooLongError for a segment over 255 bytes
 */
export function objectPath(bucketPath: string, key: string): string {
  const name = key.endsWith('/') ? key.slice(0, -1) : key;
  for (const [index, segment] of name.split('/').entries()) {
    const reason = refusal(segment, index);
    if (reason) throw invalid(key, segment, reason);
    // A UTF-16 unit is at most three bytes of UTF-8: most segments are never measured.
    if (segment.length * 3 > MAX_COMPONENT_BYTES && Buffer.byteLength(segment) > MAX_COMPONENT_BYTES) {
      throw new S3Error('KeyTooLongError', {
        Key: key,
        Size: Buffer.byteLength(segment),
        MaxSizeAllowed: MAX_COMPONENT_BYTES,
      });
    }
  }
  return `${bucketPath}/${name}`;
}

function refusal(segment: string, index: number): string | undefined {
  if (segment === '') return 'a segment must not be empty';
  if (segment === '.' || segment === '..') return 'it has a meaning of its own in a file system';
  if (segment.includes('\0')) return 'a file name must not contain NUL';
  if (index === 0 && segment === TEMPORARY_FOLDER) return 'the name is reserved';
  return undefined;
}

function invalid(key: string, segment: string, reason: string): S3Error {
  const shown = segment.replaceAll('\0', '\\0');
  return new S3Error(
    'InvalidArgument',
    { ArgumentName: 'key', ArgumentValue: key.replaceAll('\0', '\\0'), Key: key.replaceAll('\0', '\\0') },
    { message: `The key cannot be stored as a file: segment '${shown}' is not allowed, ${reason}.` },
  );
}

/**
 * Lets a symbolic link that somebody made in the directory not lead requests out of the bucket: every parent of
 * `path`, and `path` itself when `last` is set, must be inside. Whoever may change the directory while the request
 * runs is beyond this check.
 * @throws AccessDenied
 */
export async function assertNoEscape(
  calls: FileCalls,
  bucketPath: string,
  path: string,
  last = false,
): Promise<void> {
  let end = path.indexOf('/', bucketPath.length + 1);
  while (end !== -1) {
    const component = path.slice(0, end);
    const stats = await calls.lstat(component);
    if (!stats) return;
    if (stats.isSymbolicLink()) await assertInside(bucketPath, component);
    end = path.indexOf('/', end + 1);
  }
  if (last) await assertInside(bucketPath, path);
}

/** A link that leads nowhere is refused like one that leads out: the answer must not tell what there is outside. */
async function assertInside(bucketPath: string, path: string): Promise<void> {
  const bucket = await realpath(bucketPath);
  let target: string;
  try {
    target = `${await realpath(path)}/`;
  } catch (error) {
    throw isAbsent(error) ? new S3Error('AccessDenied', {}, { cause: error }) : error;
  }
  const inside = target.startsWith(`${bucket}/`) && target !== `${bucket}/`;
  if (!inside || target.startsWith(`${bucket}/${TEMPORARY_FOLDER}/`)) throw new S3Error('AccessDenied');
}
