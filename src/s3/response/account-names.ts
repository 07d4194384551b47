import { Injectable } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { IamConfig } from '../../config/iam.config.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** How accounts stand in documents: the access key is id and display name, as in versitygw. */
@Injectable()
export class AccountNames {
  constructor(
    private readonly backend: Backend,
    private readonly iam: IamConfig,
  ) {}

  /** An empty access key is the root account. */
  identity(access: string): XmlContent {
    const name = access === '' ? this.iam.rootAccess : access;
    return { ID: name, DisplayName: name };
  }

  /** @throws S3Error NoSuchBucket */
  async bucketOwner(bucket: string): Promise<XmlContent> {
    const { owner } = await this.backend.headBucket(bucket);
    return this.identity(owner);
  }
}
