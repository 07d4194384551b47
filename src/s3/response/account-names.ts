import { Injectable } from '@nestjs/common';
import { IamConfig } from '../../config/iam.config.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** How accounts stand in documents: the access key is id and display name, as in versitygw. */
@Injectable()
export class AccountNames {
  constructor(private readonly iam: IamConfig) {}

  /** An empty access key is the root account. */
  identity(access: string): XmlContent {
    const name = access === '' ? this.iam.rootAccess : access;
    return { ID: name, DisplayName: name };
  }
}
