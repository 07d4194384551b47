import { Module } from '@nestjs/common';
import { Authorization } from './authorization.js';
import { BucketAccessReader } from './bucket-access.js';

@Module({ providers: [BucketAccessReader, Authorization], exports: [Authorization] })
export class AclModule {}
