import { S3Error } from '../../errors/s3.error.js';

/**
 * Settles as the work does, but for a delete marker that is the newest version of a key: reads say NoSuchKey of it,
 * while nothing can be changed of one, nor its tags be read. AWS shows the marker's headers then only to who names it.
 * Source: S3 User Guide, "Working with delete markers".
 * @throws S3Error MethodNotAllowed, and what the work throws
 */
export async function refuseDeleteMarker<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!isHiddenByMarker(cause)) throw cause;
    throw new S3Error(
      'MethodNotAllowed',
      { Method: 'GET', ResourceType: 'DeleteMarker' },
      { headers: { Allow: 'DELETE' }, cause },
    );
  }
}

const isHiddenByMarker = (error: unknown): boolean =>
  error instanceof S3Error && error.code === 'NoSuchKey' && error.headers['x-amz-delete-marker'] === 'true';
