import { Module } from '@nestjs/common';
import { IamModule } from '../iam/iam.module.js';
import { AdminController } from './admin.controller.js';
import { AdminService } from './admin.service.js';

/** The administration API. Its handlers are rows of the operation table, behind the guards of every request. */
@Module({
  imports: [IamModule],
  controllers: [AdminController],
  providers: [AdminService],
  exports: [AdminService],
})
export class AdminModule {}
