import type { AnyOperationName } from '../operation/operation.table.js';
import type { S3Request } from '../request/s3-request.js';

const HEADER = 'x-amz-server-side-encryption';

const OPERATIONS: ReadonlySet<AnyOperationName> = new Set<AnyOperationName>([
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'GetObject',
  'HeadObject',
  'PostObject',
  'PutObject',
  'UploadPart',
  'UploadPartCopy',
]);

/**
 * What an answer about object data says of its encryption: the bucket declares SSE-S3, or the write asked for it.
 * Anything but AES256 was refused before. Source: S3 API Reference, `x-amz-server-side-encryption`.
 */
export function addEncryptionHeader(request: S3Request, headers: Record<string, string | number>): void {
  const isDeclared = request.bucketRecord?.documents.encryption !== undefined;
  if (!isDeclared && request.headers[HEADER] === undefined) return;
  const { operation } = request;
  if (!operation || !OPERATIONS.has(operation.name)) return;
  if (isDeclared || operation.write) headers[HEADER] = 'AES256';
}
