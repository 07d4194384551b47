import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { CORS_METHODS } from './cors-configuration.js';
import { corsOf, corsQuestion } from './cors-request.js';
import { findRule } from './cors-rules.js';

const NOT_ALLOWED =
  "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/** What a preflight may ask for, as written. */
const METHODS: ReadonlySet<string> = new Set([...CORS_METHODS, 'PATCH', 'OPTIONS']);

@Controller()
export class OptionsObjectController {
  constructor(private readonly backend: Backend) {}

  /** A preflight, of anybody. The headers are added where every answer gets them. Source: S3 API Reference, OPTIONS object. */
  @S3Operation('OptionsObject')
  async optionsObject(request: S3Request): Promise<S3Response> {
    const origin = request.header('origin');
    if (!origin) throw badRequest('Insufficient information. Origin request header needed.');
    const method = request.header('access-control-request-method') ?? '';
    if (method !== '' && !METHODS.has(method)) throw unknownMethod(method.slice(0, 64));
    request.bucketRecord = await this.findBucket(request);
    const configuration = corsOf(request);
    if (!configuration) {
      throw forbidden(
        request,
        'BUCKET',
        request.bucketRecord ? 'CORS is not enabled for this bucket.' : 'Bucket not found',
      );
    }
    if (method === '') throw unknownMethod('null');
    if (!findRule(configuration, corsQuestion(request, origin)))
      throw forbidden(request, request.target.level.toUpperCase(), NOT_ALLOWED);
    return S3Response.empty();
  }

  private async findBucket({ target }: S3Request): Promise<Bucket | undefined> {
    if (target.bucket === undefined) return undefined;
    try {
      return await this.backend.headBucket(target.bucket);
    } catch (error) {
      if (error instanceof S3Error && error.code === 'NoSuchBucket') return undefined;
      throw error;
    }
  }
}

const badRequest = (message: string): S3Error => new S3Error('BadRequest', {}, { message });

const unknownMethod = (method: string): S3Error =>
  badRequest(`Invalid Access-Control-Request-Method: ${method}`);

const forbidden = (request: S3Request, ResourceType: string, reason: string): S3Error =>
  new S3Error(
    'AccessForbidden',
    { Method: request.header('access-control-request-method') || 'OPTIONS', ResourceType },
    { message: `CORSResponse: ${reason}` },
  );
