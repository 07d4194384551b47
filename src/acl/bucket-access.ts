import { Injectable } from '@nestjs/common';
import { Backend } from '../backend/backend.js';
import type { Bucket } from '../backend/model/bucket.js';
import { Span } from '../tracing/span.decorator.js';
import { untraced } from '../tracing/span.js';

/** Reads what a bucket says about access to it. */
@Injectable()
export class BucketAccessReader {
  constructor(private readonly backend: Backend) {}

  /** @throws S3Error NoSuchBucket */
  @Span('Acl.Parse', { attributes: (bucket: string) => ({ 's3.bucket': bucket }) })
  async read(bucket: string): Promise<Bucket> {
    // In the trace this is a step of the decision: a call of the backend is what the operation makes.
    return untraced(() => this.backend.headBucket(bucket));
  }
}
