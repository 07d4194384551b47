import { Injectable } from '@nestjs/common';
import { Backend } from '../backend/backend.js';
import type { Bucket } from '../backend/model/bucket.js';
import { Span } from '../tracing/span.decorator.js';

/** Reads what a bucket says about access to it. */
@Injectable()
export class BucketAccessReader {
  constructor(private readonly backend: Backend) {}

  /** `undefined` where the decision hangs on no bucket: the caller's role says all then. @throws S3Error NoSuchBucket */
  @Span('Acl.Parse', {
    // A step of the decision: a call of the backend is what the operation makes.
    isOpaque: true,
    attributes: (bucket: string | undefined) => (bucket === undefined ? {} : { 's3.bucket': bucket }),
  })
  async read(bucket: string | undefined): Promise<Bucket | undefined> {
    return bucket === undefined ? undefined : this.backend.headBucket(bucket);
  }
}
