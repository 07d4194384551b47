import { SpanKind } from '@opentelemetry/api';
import { LocalRoot } from '../../src/tracing/recorder/local-root.js';
import { newTraceId } from '../../src/tracing/recorder/random-ids.js';
import { RecordedSpan } from '../../src/tracing/recorder/recorded-span.js';
import { spanTime } from '../../src/tracing/span-clock.js';
import { ROOT_KEEPER } from './root-keeper.js';

/** A part of a trace, with so many spans, that is over and kept: one request, and reads below it. */
export function kept(spans: number): LocalRoot {
  const root = new LocalRoot(ROOT_KEEPER, newTraceId(), 1, undefined);
  for (let index = 0; index < spans; index += 1) {
    const parent = index === 0 ? undefined : root.span;
    const kind = index === 0 ? SpanKind.SERVER : SpanKind.INTERNAL;
    root.add(
      new RecordedSpan(root, parent, index === 0 ? 'S3.GetObject' : 'Posix.IO.ReadData', kind, spanTime()),
    );
  }
  for (const span of root.spans.toReversed()) span.end();
  root.decision = { keep: true, reason: 'ratio' };
  return root;
}
