import { S3Error } from '../../errors/s3.error.js';
import { checkWriteEncryption } from './encryption-headers.js';
import type { WriteRequest } from './write-request.js';

const STORAGE_CLASSES = new Set([
  'DEEP_ARCHIVE',
  'GLACIER',
  'GLACIER_IR',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
]);

/**
 * Headers of a write that ask for more than bytes and metadata. Storage classes of AWS are accepted and the object is
 * STANDARD, as in versitygw; what would be a promise that is not kept is refused.
 * @throws S3Error InvalidStorageClass, InvalidArgument, InvalidEncryptionAlgorithmError, NotImplemented
 */
export function checkStorageHeaders(request: Pick<WriteRequest, 'header'>): void {
  const storageClass = request.header('x-amz-storage-class');
  if (storageClass !== undefined && !STORAGE_CLASSES.has(storageClass))
    throw new S3Error('InvalidStorageClass', { StorageClassRequested: storageClass.slice(0, 256) });
  checkWriteEncryption(request);
}
