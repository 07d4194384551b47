import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Span as NestSpan, TraceService } from 'nestjs-otel';
import { OtlpReceiver } from '../../test/support/otlp-receiver.js';
import { startRequest } from '../../test/support/plain-request.js';
import { TracingConfig } from '../config/tracing.config.js';
import { loadTracing } from './load-tracing.js';
import { Tracing } from './tracing.js';
import { TracingModule } from './tracing.module.js';

@Injectable()
class Greeter {
  constructor(private readonly traces: TraceService) {}

  @NestSpan('greet')
  greet(): void {
    this.traces.getSpan()?.setAttribute('greeting', 'hello');
  }
}

describe('TracingModule', () => {
  it('makes Tracing injectable without tracing', async () => {
    const handle = await loadTracing(new TracingConfig());
    const app = await Test.createTestingModule({ imports: [TracingModule.register(handle)] }).compile();
    expect(app.get(Tracing)).toMatchObject({ enabled: false, tally: undefined });
    await app.close();
  });

  it('puts spans of nestjs-otel into the trace of the request, and sends all when the application stops', async () => {
    const receiver = await OtlpReceiver.start('http');
    const config = Object.assign(new TracingConfig(), {
      enabled: true,
      useHttp: true,
      endpoint: receiver.endpoint,
    });
    const handle = await loadTracing(config);
    const app = await Test.createTestingModule({
      imports: [TracingModule.register(handle)],
      providers: [
        {
          provide: Greeter,
          useFactory: (traces: TraceService) => new Greeter(traces),
          inject: [TraceService],
        },
      ],
    }).compile();
    const request = startRequest('S3.ListBuckets');
    request.run(() => app.get(Greeter).greet());
    request.end(200, true);
    await app.close();
    const [greeting, root] = receiver.spans;
    expect(greeting).toMatchObject({
      name: 'greet',
      traceId: request.traceId,
      attributes: { greeting: 'hello' },
    });
    expect(greeting?.parentSpanId).toBe(root?.spanId);
    await receiver.stop();
  });
});
