import { S3Error } from '../../errors/s3.error.js';
import { assertCopySize } from './conditions.js';
import type { ByteRange } from './object.js';

/** Bytes of a part. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PART = 5 * 1024 ** 3;

/**
 * Whether a part may be copied from a source of `size` bytes: unlike a read, S3 cuts nothing.
 * @throws InvalidArgument for a range that leaves the source, InvalidRequest for one that begins behind it and for more
 *   bytes than a part has
 */
export function assertCopyRange(range: ByteRange | undefined, size: number): void {
  if (!range || (range.last < size && range.first <= range.last)) {
    assertCopySize(MAX_PART, range ? range.last - range.first + 1 : size);
    return;
  }
  if (range.first >= size) {
    const message = 'The specified copy range is invalid for the source object size';
    throw new S3Error('InvalidRequest', {}, { message });
  }
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: `bytes=${range.first}-${range.last}` },
    { message: `Range specified is not valid for source object of size: ${size}` },
  );
}
