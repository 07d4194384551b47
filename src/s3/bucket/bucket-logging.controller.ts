import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { checkBucketName } from '../request/bucket-name.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { storedDocument } from './bucket-document.js';
import { readLogging, writeLogging, type LoggingConfiguration } from './bucket-logging-status.js';

const ROOT = 'BucketLoggingStatus';

@Controller()
export class BucketLoggingController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketLogging')
  async getBucketLogging(request: S3Request): Promise<S3Response> {
    return S3Response.xml(
      ROOT,
      writeLogging(storedDocument<LoggingConfiguration>(request.existingBucket, 'logging')),
    );
  }

  @S3Operation('PutBucketLogging')
  async putBucketLogging(request: S3Request): Promise<S3Response> {
    const { bucket } = request;
    const logging = readLogging(await readDocument(request, ROOT));
    if (logging) {
      await this.checkTarget(logging.targetBucket, request.existingBucket);
      await this.backend.writeBucketDocument(bucket, 'logging', JSON.stringify(logging));
    } else {
      await this.backend.removeBucketDocument(bucket, 'logging');
    }
    return S3Response.empty();
  }

  /** Source: S3 User Guide, "Troubleshoot server access logging". @throws S3Error InvalidTargetBucketForLogging */
  private async checkTarget(name: string, source: Bucket): Promise<void> {
    const target = name === source.name ? source : await this.find(name);
    if (target.owner === source.owner) return;
    throw new S3Error(
      'InvalidTargetBucketForLogging',
      { TargetBucket: name },
      { message: 'The owner for the bucket to be logged and the target bucket must be the same.' },
    );
  }

  private async find(name: string): Promise<Bucket> {
    try {
      checkBucketName(name, false);
      return await this.backend.headBucket(name);
    } catch (cause) {
      if (!(cause instanceof S3Error) || cause.status >= 500) throw cause;
      throw new S3Error('InvalidTargetBucketForLogging', { TargetBucket: name.slice(0, 255) }, { cause });
    }
  }
}
