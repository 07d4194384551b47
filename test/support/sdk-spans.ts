import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  TracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';

/** Spans of every kind of value and status, as the SDK of an instrumented program makes them. */
export async function sdkSpans(): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'photo-shop', 'host.name': 'shop-1' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('shop', '1.2.3');
  const root = tracer.startSpan('upload', { kind: SpanKind.CLIENT }, ROOT_CONTEXT);
  const within = trace.setSpan(ROOT_CONTEXT, root);
  root.setAttributes({
    text: 'Grüße, 世界',
    whole: 42,
    negative: -7,
    fraction: 0.25,
    yes: true,
    no: false,
    texts: ['a', 'b'],
    numbers: [1, 2.5],
    empty: '',
  });
  const child = tracer.startSpan(
    'POST',
    { links: [{ context: root.spanContext(), attributes: { why: 'retry' } }] },
    within,
  );
  child.addEvent('retry', { attempt: 2 });
  child.recordException(new TypeError('cut off'));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'cut off' });
  child.end();
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}
