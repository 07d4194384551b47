import { SpanKind } from '@opentelemetry/api';
import type { LocalRoot } from '../tracing/recorder/local-root.js';
import type { RecordedSpan } from '../tracing/recorder/recorded-span.js';
import type { TraceConsumer } from '../tracing/recorder/trace-consumer.js';
import type { UnrecordedRequest } from '../tracing/recorder/unrecorded-request.js';
import type { PosixMetrics } from './posix-metrics.js';
import type { RequestMetrics } from './request-metrics.js';

/** Counts every trace, kept or not. Each span counts when it has ended: at once with its root, or late. */
export class MetricsConsumer implements TraceConsumer {
  constructor(
    private readonly requests: RequestMetrics,
    private readonly posix: PosixMetrics,
  ) {}

  take(root: LocalRoot): void {
    const { span, spans } = root;
    if (span.endTime !== undefined && span.kind === SpanKind.SERVER) this.requests.count(root);
    for (const one of spans) if (one.endTime !== undefined) this.posix.count(one);
  }

  takeLate(root: LocalRoot, span: RecordedSpan): void {
    if (span === root.span && span.kind === SpanKind.SERVER) this.requests.count(root);
    this.posix.count(span);
  }

  takeUnrecorded(request: UnrecordedRequest): void {
    this.requests.countUnrecorded(request);
  }
}
