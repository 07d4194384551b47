import { Module, type DynamicModule } from '@nestjs/common';
import { TraceService } from 'nestjs-otel';
import type { TracingHandle } from './tracing-handle.js';
import { Tracing } from './tracing.js';

/**
 * Makes `Tracing` injectable everywhere, and the TraceService of nestjs-otel beside it. The module of nestjs-otel is left
 * out: it puts its wide-event middleware before every route, and nothing may stand on the request path unasked.
 */
@Module({})
export class TracingModule {
  /** @param handle of the tracing that was started before the application, `undefined` when it is off. */
  static register(handle: TracingHandle | undefined): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      providers: [TraceService, { provide: Tracing, useFactory: () => new Tracing(handle) }],
      exports: [TraceService, Tracing],
    };
  }
}
