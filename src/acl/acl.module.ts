import { Module } from '@nestjs/common';
import { Authorization } from './authorization.js';
import { BucketAccessReader } from './bucket-access.js';
import { Evidence } from './evidence.js';

@Module({ providers: [BucketAccessReader, Evidence, Authorization], exports: [Authorization] })
export class AclModule {}
