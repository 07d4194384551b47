import type { S3Request } from '../request/s3-request.js';

/**
 * What an answer says to a requester who agrees to pay: that it is charged, where the bucket makes requesters pay.
 * Source: S3 User Guide, "Using Requester Pays general purpose buckets".
 */
export function addChargeHeader(request: S3Request, headers: Record<string, string | number>): void {
  if (request.headers['x-amz-request-payer'] === undefined) return;
  const payment = request.bucketRecord?.documents['request-payment'];
  if (payment?.includes('"Requester"')) headers['x-amz-request-charged'] = 'requester';
}
