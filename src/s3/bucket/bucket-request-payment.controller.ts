import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { oneOf } from '../xml/xml.values.js';
import { storedDocument } from './bucket-document.js';

/** `request-payment`, kept as JSON. The gateway bills nobody: who pays is only remembered. */
interface RequestPayment {
  readonly payer: 'BucketOwner' | 'Requester';
}

@Controller()
export class BucketRequestPaymentController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketRequestPayment')
  async getBucketRequestPayment(request: S3Request): Promise<S3Response> {
    const payment = storedDocument<RequestPayment>(request.existingBucket, 'request-payment');
    return S3Response.xml('RequestPaymentConfiguration', { Payer: payment?.payer ?? 'BucketOwner' });
  }

  @S3Operation('PutBucketRequestPayment')
  async putBucketRequestPayment(request: S3Request): Promise<S3Response> {
    const document = (await readDocument(request, 'RequestPaymentConfiguration')).allowOnly('Payer');
    const payment: RequestPayment = {
      payer: oneOf(['BucketOwner', 'Requester'], document.requiredText('Payer')),
    };
    await this.backend.writeBucketDocument(request.bucket, 'request-payment', JSON.stringify(payment));
    return S3Response.empty();
  }
}
