import type { S3Request } from './s3-request.js';

/** What an object is made from besides its bytes: the headers of a request, or the fields of a form. */
export type WriteRequest = Pick<S3Request, 'headers' | 'header' | 'existingBucket' | 'caller'>;
