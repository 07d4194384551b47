import { Module } from '@nestjs/common';
import { IamModule } from '../iam/iam.module.js';
import { Authorization } from './authorization.js';
import { BucketAccessReader } from './bucket-access.js';
import { Evidence } from './evidence.js';
import { Grantees } from './grantees.js';

/** MAY they. */
@Module({
  imports: [IamModule],
  providers: [Authorization, BucketAccessReader, Evidence, Grantees],
  exports: [Authorization, Grantees],
})
export class AclModule {}
