import { Injectable } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import type { ObjectInfo, StoredObject } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';

/** Objects of a website as anybody may read them. */
@Injectable()
export class WebsiteObjects {
  constructor(
    private readonly backend: Backend,
    private readonly authorization: Authorization,
  ) {}

  /** Opens an object; for HEAD it has no bytes. @throws S3Error AccessDenied, NoSuchKey where the bucket may be listed */
  async open(request: S3Request, key: string): Promise<StoredObject> {
    if (request.method === 'HEAD') return withoutBytes(await this.head(request, key));
    return this.read(request, key, (ref) => this.backend.getObject(ref));
  }

  /**
   * Whether `key` is the name of a folder that has this index, which the caller may read, and of no object.
   * Source: S3 User Guide, "Configuring an index document".
   */
  async isFolder(request: S3Request, key: string, index: string): Promise<boolean> {
    const hasIndex = this.head(request, `${key}/${index}`).then(() => true, isRefused);
    return (await hasIndex) && this.isMissing({ bucket: request.bucket, key });
  }

  private head(request: S3Request, key: string): Promise<ObjectInfo> {
    return this.read(request, key, (ref) => this.backend.headObject(ref));
  }

  private async read<T>(
    request: S3Request,
    key: string,
    read: (ref: { readonly bucket: string; readonly key: string }) => Promise<T>,
  ): Promise<T> {
    const { bucket } = request;
    await this.authorization.require(request, { action: 's3:GetObject', permission: 'READ', bucket, key });
    try {
      return await read({ bucket, key });
    } catch (error) {
      throw await this.authorization.asSeenByCaller(request, error);
    }
  }

  private isMissing(ref: { readonly bucket: string; readonly key: string }): Promise<boolean> {
    return this.backend.headObject(ref).then(
      () => false,
      (error: unknown) => {
        if (error instanceof S3Error && error.code === 'NoSuchKey') return true;
        throw error;
      },
    );
  }
}

/** @throws whatever is a fault of ours */
function isRefused(error: unknown): false {
  if (error instanceof S3Error && error.status < 500) return false;
  throw error;
}

const withoutBytes = (info: ObjectInfo): StoredObject => ({
  info,
  async *read() {},
  close: () => Promise.resolve(),
});
