import { Module } from '@nestjs/common';
import { AclModule } from '../acl/acl.module.js';
import { IamModule } from '../iam/iam.module.js';
import { S3Module } from '../s3/s3.module.js';
import { AdminController } from './admin.controller.js';
import { AdminService } from './admin.service.js';

/** The administration API. Its handlers are rows of the operation table, behind the guards of every request. */
@Module({
  imports: [AclModule, IamModule, S3Module],
  controllers: [AdminController],
  providers: [AdminService],
  exports: [AdminService],
})
export class AdminModule {}
