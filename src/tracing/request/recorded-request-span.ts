import { runIn, Scope } from '../active-scope.js';
import { serverTiming } from '../phases.js';
import type { AttributeSource } from '../recorder/attribute-source.js';
import { LinkedContext } from '../recorder/linked-context.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import { spanTime } from '../span-clock.js';
import { openSpanBelow, type OpenSpan } from '../span.js';
import { CLIENT_CLOSED, HUNG_UP, RequestSpan, type CallerTrace } from './request-span.js';

/** Of a request whose steps are noted. */
export class RecordedRequestSpan extends RequestSpan {
  private readonly scope: Scope;
  private sending: OpenSpan | undefined;

  constructor(
    override readonly span: RecordedSpan,
    source: AttributeSource,
    caller: CallerTrace | undefined,
  ) {
    super(span.root.traceId, span, source);
    this.scope = new Scope(caller?.context ?? LinkedContext.ROOT, span);
    if (caller?.span && !caller.isParent) span.addLink({ context: caller.span });
    span.source = source;
    span.root.weigh(source.size);
  }

  get startTime(): number {
    return this.span.startTime;
  }

  run<T>(body: () => T): T {
    return runIn(this.scope, body);
  }

  respond(): void {
    this.sending ??= openSpanBelow(this.span, 'Response.Send', this.scope);
  }

  waited(from: number, until = performance.now()): void {
    this.span.root.waited(until - from);
  }

  protected get timing(): string | undefined {
    return serverTiming(this.span.root, spanTime());
  }

  protected close(): void {
    const { span, sending } = this;
    this.taken();
    this.describe(span, Math.max(span.startTime, spanTime()));
    if (this.isComplete) sending?.end();
    else sending?.fail(CLIENT_CLOSED, HUNG_UP);
    span.end();
  }
}
