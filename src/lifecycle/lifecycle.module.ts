import { Module } from '@nestjs/common';
import { LifecycleRunner } from './lifecycle.runner.js';
import { LifecycleScheduler } from './lifecycle.scheduler.js';

/** What happens to objects by themselves, as the rules of their bucket say. */
@Module({ providers: [LifecycleRunner, LifecycleScheduler], exports: [LifecycleRunner] })
export class LifecycleModule {}
