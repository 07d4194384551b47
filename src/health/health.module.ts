import { Module } from '@nestjs/common';
import { HealthResponder } from './health.responder.js';

@Module({ providers: [HealthResponder], exports: [HealthResponder] })
export class HealthModule {}
