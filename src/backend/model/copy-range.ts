import { S3Error } from '../../errors/s3.error.js';
import type { ByteRange } from './object.js';

/** Throws InvalidArgument for a range that leaves its copy source: unlike a read, S3 cuts nothing. */
export function assertCopyRange(range: ByteRange | undefined, size: number): void {
  if (!range || (range.last < size && range.first <= range.last)) return;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: `bytes=${range.first}-${range.last}` },
    { message: `Range specified is not valid for source object of size: ${size}` },
  );
}
