import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { readToken, writeToken } from '../request/continuation-token.js';
import { countParameter } from '../request/numbers.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

const MAX_BUCKETS = 10_000;

@Controller()
export class ListBucketsController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('ListBuckets')
  async listBuckets(request: S3Request): Promise<S3Response> {
    const { caller, query } = request;
    const seesAll = caller.isRoot || caller.account?.role === 'admin';
    const access = caller.account?.access ?? '';
    const prefix = query.get('prefix');
    const token = query.get('continuation-token');
    const { buckets, isTruncated } = await this.backend.listBuckets({
      owner: seesAll ? undefined : access,
      prefix,
      startAfter: token === undefined ? undefined : readToken(token),
      maxBuckets: countParameter(request, {
        name: 'max-buckets',
        min: 1,
        max: MAX_BUCKETS,
        limit: MAX_BUCKETS,
        fallback: MAX_BUCKETS,
      }),
    });
    return S3Response.xml('ListAllMyBucketsResult', {
      Buckets: {
        Bucket: buckets.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: createdAt,
          BucketRegion: this.config.region,
          BucketArn: `arn:aws:s3:::${name}`,
        })),
      },
      Owner: { ID: access, DisplayName: access },
      ContinuationToken: isTruncated ? writeToken(buckets.at(-1)?.name ?? '') : undefined,
      Prefix: prefix,
    });
  }
}
