import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { storedDocument } from './bucket-document.js';
import {
  readNotification,
  writeNotification,
  type NotificationConfiguration,
} from './bucket-notification-configuration.js';

const ROOT = 'NotificationConfiguration';

@Controller()
export class BucketNotificationController {
  constructor(private readonly backend: Backend) {}

  /** Empty for a bucket that tells nobody. */
  @S3Operation('GetBucketNotificationConfiguration')
  async getBucketNotificationConfiguration(request: S3Request): Promise<S3Response> {
    const configuration = storedDocument<NotificationConfiguration>(request.existingBucket, 'notification');
    return S3Response.xml(ROOT, writeNotification(configuration));
  }

  /** An empty configuration removes what is there. */
  @S3Operation('PutBucketNotificationConfiguration')
  async putBucketNotificationConfiguration(request: S3Request): Promise<S3Response> {
    const { bucket } = request;
    const configuration = readNotification(await readDocument(request, ROOT));
    if (configuration)
      await this.backend.writeBucketDocument(bucket, 'notification', JSON.stringify(configuration));
    else await this.backend.removeBucketDocument(bucket, 'notification');
    return S3Response.empty();
  }
}
