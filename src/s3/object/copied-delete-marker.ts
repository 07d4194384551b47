import { S3Error } from '../../errors/s3.error.js';

/**
 * Settles as the copy does. A source that is a delete marker named by its id is a bad request, where a read of it would
 * be a method that is not allowed. Source: S3 API Reference, CopyObject.
 * @throws S3Error InvalidRequest, and what the copy throws
 */
export async function refuseCopiedMarker<T>(copy: Promise<T>): Promise<T> {
  try {
    return await copy;
  } catch (cause) {
    if (!isDeleteMarker(cause)) throw cause;
    throw new S3Error(
      'InvalidRequest',
      {},
      {
        message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
        cause,
      },
    );
  }
}

const isDeleteMarker = (error: unknown): boolean =>
  error instanceof S3Error &&
  error.code === 'MethodNotAllowed' &&
  error.details['ResourceType'] === 'DeleteMarker';
