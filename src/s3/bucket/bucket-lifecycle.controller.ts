import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import {
  lifecycleOf,
  MINIMUM_SIZE_POLICIES,
  type LifecycleConfiguration,
} from '../../lifecycle/lifecycle-configuration.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { writeRule } from './bucket-lifecycle-rule.js';
import { readRules } from './bucket-lifecycle-rules.js';

const MINIMUM_SIZE_HEADER = 'x-amz-transition-default-minimum-object-size';

@Controller()
export class BucketLifecycleController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketLifecycleConfiguration')
  async getBucketLifecycleConfiguration(request: S3Request): Promise<S3Response> {
    const configuration = lifecycleOf(request.existingBucket);
    if (!configuration) throw new S3Error('NoSuchLifecycleConfiguration', { BucketName: request.bucket });
    return S3Response.xml(
      'LifecycleConfiguration',
      { Rule: configuration.rules.map(writeRule) },
      { [MINIMUM_SIZE_HEADER]: configuration.transitionMinimumSize },
    );
  }

  @S3Operation('PutBucketLifecycleConfiguration')
  async putBucketLifecycleConfiguration(request: S3Request): Promise<S3Response> {
    const transitionMinimumSize = minimumSize(request.header(MINIMUM_SIZE_HEADER));
    const document = await readDocument(request, 'LifecycleConfiguration', { digestRequired: true });
    const configuration: LifecycleConfiguration = { rules: readRules(document), transitionMinimumSize };
    await this.backend.writeBucketDocument(request.bucket, 'lifecycle', JSON.stringify(configuration));
    return S3Response.empty(200, { [MINIMUM_SIZE_HEADER]: transitionMinimumSize });
  }

  @S3Operation('DeleteBucketLifecycle')
  async deleteBucketLifecycle(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'lifecycle');
    return S3Response.noContent();
  }
}

function minimumSize(value: string | undefined): LifecycleConfiguration['transitionMinimumSize'] {
  if (value === undefined) return 'all_storage_classes_128K';
  const known = MINIMUM_SIZE_POLICIES.find((policy) => policy === value);
  if (known) return known;
  throw new S3Error(
    'InvalidRequest',
    {},
    { message: `Invalid TransitionDefaultMinimumObjectSize found: ${value.slice(0, 256)}` },
  );
}
