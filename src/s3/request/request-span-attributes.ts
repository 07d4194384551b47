import type { Attributes } from '@opentelemetry/api';
import type { S3Request } from './s3-request.js';
export const requestSpanAttributes = (_request: S3Request): Attributes => ({});
export const responseSpanAttributes = (_request: S3Request): Attributes => ({});
