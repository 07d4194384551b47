import { Injectable } from '@nestjs/common';
import { IamConfig } from '../config/iam.config.js';
import { S3Error } from '../errors/s3.error.js';
import { Span } from '../tracing/span.decorator.js';
import { activeSpan } from '../tracing/span.js';
import type { AskedAccess, AuthorizableRequest } from './authorizable-request.js';
import { BucketAccessReader } from './bucket-access.js';
import { decide } from './decide.js';

interface Access extends AskedAccess {
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

  /** The guard of every operation. @throws S3Error AccessDenied, XAdminAccessDenied, NoSuchBucket */
  async authorize(request: AuthorizableRequest): Promise<void> {
    const { operation, target, copySource } = request;
    if (operation?.open) return;
    const existing = operation?.level === 'bucket' || operation?.level === 'object';
    const bucket = existing && operation.name !== 'CreateBucket' ? target.bucket : undefined;
    if (operation?.selfAuthorized && bucket !== undefined) {
      request.bucketRecord = await this.buckets.read(bucket);
      return;
    }
    await this.require(
      request,
      { action: operation?.action, bucket },
      this.expectedOwner(request, 'x-amz-expected-bucket-owner'),
    );
    if (!copySource) return;
    await this.require(
      request,
      { action: 's3:GetObject', bucket: copySource.bucket },
      this.expectedOwner(request, 'x-amz-source-expected-bucket-owner'),
    );
  }

  /**
   * A further permission that the same request needs: for a key of DeleteObjects or of a form, or for what its headers
   * ask. @throws S3Error AccessDenied, NoSuchBucket
   */
  async require(request: AuthorizableRequest, asked: AskedAccess, expectedOwner?: string): Promise<void> {
    const { bucket } = asked;
    // Whether a bucket exists is nothing that strangers learn.
    const record =
      bucket !== undefined && request.caller.account ? await this.buckets.read(bucket) : undefined;
    if (bucket === request.target.bucket) request.bucketRecord ??= record;
    this.decide(request, { ...asked, bucketOwner: record?.owner, expectedOwner });
  }

  /** The access key in a header that names an owner, as buckets store it. */
  private expectedOwner(request: AuthorizableRequest, header: string): string | undefined {
    const name = request.header(header);
    return name === this.iam.rootAccess ? '' : name;
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
