import { Injectable } from '@nestjs/common';
import { S3Error } from '../errors/s3.error.js';
import { Span } from '../tracing/span.decorator.js';
import { activeSpan } from '../tracing/span.js';
import type { AuthorizableRequest } from './authorizable-request.js';
import { BucketAccessReader } from './bucket-access.js';
import { decide } from './decide.js';

interface Access {
  readonly action: string | undefined;
  readonly bucket: string | undefined;
  readonly bucketOwner: string | undefined;
}

/** MAY they do it: loads what the decision needs, decides, refuses. */
@Injectable()
export class Authorization {
  constructor(private readonly buckets: BucketAccessReader) {}

  /** @throws S3Error AccessDenied, XAdminAccessDenied, NoSuchBucket */
  async authorize(request: AuthorizableRequest): Promise<void> {
    const { operation, target, copySource } = request;
    const existing = operation?.level === 'bucket' || operation?.level === 'object';
    const bucket = existing && operation.name !== 'CreateBucket' ? target.bucket : undefined;
    await this.check(request, operation?.action, bucket);
    if (copySource) await this.check(request, 's3:GetObject', copySource.bucket);
  }

  private async check(
    request: AuthorizableRequest,
    action: string | undefined,
    bucket: string | undefined,
  ): Promise<void> {
    // Whether a bucket exists is nothing that strangers learn.
    const access =
      bucket !== undefined && request.caller.account ? await this.buckets.read(bucket) : undefined;
    this.decide(request, { action, bucket, bucketOwner: access?.owner });
  }

  @Span('Acl.Authorize', {
    attributes: (_request: AuthorizableRequest, access: Access) => ({ 's3.action': access.action ?? '' }),
  })
  private decide(request: AuthorizableRequest, access: Access): void {
    const decision = decide({ ...request.caller, action: access.action, bucketOwner: access.bucketOwner });
    activeSpan().setAttributes({
      'acl.decision': decision.allowed ? 'allow' : 'deny',
      'acl.reason': decision.reason,
    });
    if (decision.allowed) return;
    throw new S3Error(request.operation?.level === 'admin' ? 'XAdminAccessDenied' : 'AccessDenied');
  }
}
