import type { Backend } from '../backend/backend.js';
import type { ObjectInfo, ObjectRef } from '../backend/model/object.js';
import { S3Error } from '../errors/s3.error.js';
import { untraced } from '../tracing/span.js';

/** The object that a permission is asked for, read once and only when its tags or its ACL count. */
export class AskedObject {
  private reading: Promise<ObjectInfo | S3Error> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly ref: ObjectRef,
  ) {}

  /** The error of the read where there is no such object or version. */
  read(): Promise<ObjectInfo | S3Error> {
    this.reading ??= untraced(() => this.backend.headObject(this.ref)).catch(clientError);
    return this.reading;
  }

  /** `undefined` where there is no such object or version. */
  async find(): Promise<ObjectInfo | undefined> {
    const found = await this.read();
    return found instanceof S3Error ? undefined : found;
  }
}

function clientError(error: unknown): S3Error {
  if (error instanceof S3Error && error.status < 500) return error;
  throw error;
}
