import { S3Error } from '../../errors/s3.error.js';
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

const ENCRYPTION = 'x-amz-server-side-encryption';

const CUSTOMER_KEY = ['algorithm', 'key', 'key-md5'].map((part) => `${ENCRYPTION}-customer-${part}`);

/**
 * Headers of a write that ask for more than bytes and metadata. Storage classes of AWS are accepted and the object is
 * STANDARD, as in versitygw; what would be a promise that is not kept is refused.
 * @throws S3Error InvalidStorageClass, NotImplemented
 */
export function checkStorageHeaders(request: Pick<WriteRequest, 'header'>): void {
  const storageClass = request.header('x-amz-storage-class');
  if (storageClass !== undefined && !STORAGE_CLASSES.has(storageClass))
    throw new S3Error('InvalidStorageClass', { StorageClassRequested: storageClass.slice(0, 256) });
  const encryption = request.header(ENCRYPTION);
  if (encryption !== undefined && encryption !== 'AES256')
    throw new S3Error('NotImplemented', { Header: ENCRYPTION });
  refuseCustomerKey(request);
}

/** SSE-C: no object is stored under a key of the client's. @throws S3Error NotImplemented */
export function refuseCustomerKey(request: Pick<WriteRequest, 'header'>): void {
  const sent = CUSTOMER_KEY.find((name) => request.header(name) !== undefined);
  if (sent !== undefined) throw new S3Error('NotImplemented', { Header: sent });
}
