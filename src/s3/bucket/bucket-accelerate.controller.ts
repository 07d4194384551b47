import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { oneOf } from '../xml/xml.values.js';
import { storedDocument } from './bucket-document.js';

/** `accelerate`, kept as JSON. There is nothing to accelerate here: the state is only remembered. */
interface Acceleration {
  readonly status: 'Enabled' | 'Suspended';
}

@Controller()
export class BucketAccelerateController {
  constructor(private readonly backend: Backend) {}

  /** Empty for a bucket whose state was never set. */
  @S3Operation('GetBucketAccelerateConfiguration')
  async getBucketAccelerateConfiguration(request: S3Request): Promise<S3Response> {
    const acceleration = storedDocument<Acceleration>(request.existingBucket, 'accelerate');
    return S3Response.xml('AccelerateConfiguration', { Status: acceleration?.status });
  }

  @S3Operation('PutBucketAccelerateConfiguration')
  async putBucketAccelerateConfiguration(request: S3Request): Promise<S3Response> {
    const { bucket } = request;
    const document = (await readDocument(request, 'AccelerateConfiguration')).allowOnly('Status');
    const acceleration: Acceleration = {
      status: oneOf(['Enabled', 'Suspended'], document.requiredText('Status')),
    };
    // Source: S3 User Guide, "Requirements for using Amazon S3 Transfer Acceleration".
    if (bucket.includes('.')) {
      throw new S3Error(
        'InvalidRequest',
        {},
        {
          message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
        },
      );
    }
    await this.backend.writeBucketDocument(bucket, 'accelerate', JSON.stringify(acceleration));
    return S3Response.empty();
  }
}
