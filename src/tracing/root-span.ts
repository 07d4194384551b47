import type { Attributes, Span } from '@opentelemetry/api';
import { runIn, Scope } from './active-scope.js';
import { LinkedContext } from './recorder/linked-context.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import { followWallClock, spanTime } from './span-clock.js';
import type { SpanName } from './span-names.js';
import { activeRecorder, NO_SPAN, OpenSpan } from './span.js';

/** Runs `body` in a trace of its own, for work that no request asked for. Without tracing it only runs `body`. */
export async function tracedAlone<T>(
  name: SpanName,
  attributes: Attributes,
  body: (span: Span) => Promise<T>,
): Promise<T> {
  const recorder = activeRecorder();
  if (!recorder) return body(NO_SPAN);
  followWallClock();
  const span = recorder.root(name, spanTime());
  const scope = new Scope(LinkedContext.ROOT, span);
  if (!(span instanceof RecordedSpan)) return runIn(scope, () => body(span));
  span.isTimed = true;
  span.setAttributes(attributes);
  const open = new OpenSpan(name, span, scope);
  try {
    const result = await runIn(scope, () => body(span));
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}
