import { Injectable } from '@nestjs/common';
import { IamConfig } from '../config/iam.config.js';
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
  readonly expectedOwner: string | undefined;
}

/** MAY they do it: loads what the decision needs, decides, refuses. */
@Injectable()
export class Authorization {
  constructor(
    private readonly buckets: BucketAccessReader,
    private readonly iam: IamConfig,
  ) {}

  /** @throws S3Error AccessDenied, XAdminAccessDenied, NoSuchBucket */
  async authorize(request: AuthorizableRequest): Promise<void> {
    const { operation, target, copySource } = request;
    const existing = operation?.level === 'bucket' || operation?.level === 'object';
    const bucket = existing && operation.name !== 'CreateBucket' ? target.bucket : undefined;
    await this.check(request, {
      action: operation?.action,
      bucket,
      expectedOwner: this.expectedOwner(request, 'x-amz-expected-bucket-owner'),
    });
    if (!copySource) return;
    await this.check(request, {
      action: 's3:GetObject',
      bucket: copySource.bucket,
      expectedOwner: this.expectedOwner(request, 'x-amz-source-expected-bucket-owner'),
    });
  }

  /** The access key in a header that names an owner, as buckets store it. */
  private expectedOwner(request: AuthorizableRequest, header: string): string | undefined {
    const name = request.header(header);
    return name === this.iam.rootAccess ? '' : name;
  }

  private async check(request: AuthorizableRequest, asked: Omit<Access, 'bucketOwner'>): Promise<void> {
    const { bucket } = asked;
    // Whether a bucket exists is nothing that strangers learn.
    const access =
      bucket !== undefined && request.caller.account ? await this.buckets.read(bucket) : undefined;
    this.decide(request, { ...asked, bucketOwner: access?.owner });
  }

  @Span('Acl.Authorize', {
    attributes: (_request: AuthorizableRequest, access: Access) => ({ 's3.action': access.action ?? '' }),
  })
  private decide(request: AuthorizableRequest, access: Access): void {
    const decision = decide({ ...request.caller, ...access });
    activeSpan().setAttributes({
      'acl.decision': decision.allowed ? 'allow' : 'deny',
      'acl.reason': decision.reason,
    });
    if (decision.allowed) return;
    throw new S3Error(request.operation?.level === 'admin' ? 'XAdminAccessDenied' : 'AccessDenied');
  }
}
