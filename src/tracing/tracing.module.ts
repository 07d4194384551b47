import { Module, type DynamicModule } from '@nestjs/common';
import { OpenTelemetryModule } from 'nestjs-otel';
import type { TracingHandle } from './tracing-handle.js';
import { Tracing } from './tracing.js';

/** Makes `Tracing` injectable everywhere, with the TraceService and decorators of nestjs-otel beside it. */
@Module({})
export class TracingModule {
  /** @param handle of the tracing that was started before the application, `undefined` when it is off. */
  static register(handle: TracingHandle | undefined): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      imports: [OpenTelemetryModule.forRoot()],
      providers: [{ provide: Tracing, useFactory: () => new Tracing(handle) }],
      exports: [Tracing],
    };
  }
}
