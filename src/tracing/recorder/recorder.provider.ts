import {
  context,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { Recorder } from './recorder.js';

/** Lets instrumentations of others, which know the API only, make spans in the recorder. */
export class RecorderProvider implements TracerProvider {
  constructor(private readonly recorder: Recorder) {}

  getTracer(scope: string): Tracer {
    const startSpan = (name: string, options?: SpanOptions, within?: Context): Span =>
      this.recorder.startSpan(name, options, within, scope);
    const startActiveSpan = <F extends (span: Span) => ReturnType<F>>(
      name: string,
      ...rest: unknown[]
    ): ReturnType<F> => {
      const body = rest.at(-1) as F;
      const [options, within] = rest.slice(0, -1) as [SpanOptions?, Context?];
      const parent = within ?? context.active();
      const span = startSpan(name, options, parent);
      return context.with(trace.setSpan(parent, span), body, undefined, span);
    };
    return { startSpan, startActiveSpan };
  }
}
