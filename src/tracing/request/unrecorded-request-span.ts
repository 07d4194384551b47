import { SpanStatusCode } from '@opentelemetry/api';
import { activeScope, runIn, Scope } from '../active-scope.js';
import type { AttributeSource } from '../recorder/attribute-source.js';
import { LinkedContext } from '../recorder/linked-context.js';
import type { LocalRoot } from '../recorder/local-root.js';
import { soleSpan } from '../recorder/sole-span.js';
import { unrecordedTaker, type UnrecordedRequest } from '../recorder/unrecorded-request.js';
import type { UnrecordedSpan } from '../recorder/unrecorded-span.js';
import { clockOrigin } from '../span-clock.js';
import { RequestSpan, type CallerTrace } from './request-span.js';

/**
 * Of a request whose steps are not noted. There are many of these: it is one object that holds a few numbers, reads no
 * clock that it need not read, and makes what somebody asks for when it is asked.
 */
export class UnrecordedRequestSpan extends RequestSpan implements UnrecordedRequest {
  clientWait = 0;
  errorType: string | undefined;
  /** Milliseconds of `performance.now()`. */
  private endedAt = 0;

  constructor(
    readonly name: string,
    override readonly span: UnrecordedSpan,
    source: AttributeSource,
    private readonly caller: CallerTrace | undefined,
  ) {
    super(span.traceId, span, source);
  }

  get startTime(): number {
    return clockOrigin() + this.source.started;
  }

  get endTime(): number {
    return clockOrigin() + this.endedAt;
  }

  get httpStatus(): number {
    return this.status;
  }

  get statusCode(): SpanStatusCode {
    return this.errorType === undefined ? SpanStatusCode.OK : SpanStatusCode.ERROR;
  }

  get requestBytes(): number {
    return this.source.requestBytes;
  }

  get responseBytes(): number {
    return this.source.responseBytes;
  }

  /**
   * Nothing is made below it anyhow, and carrying it along would cost a tenth of a small request: it is left out, unless
   * it has to hide another one.
   */
  run<T>(body: () => T): T {
    return activeScope()
      ? runIn(new Scope(this.caller?.context ?? LinkedContext.ROOT, this.span), body)
      : body();
  }

  respond(): void {}

  waited(from: number, until = performance.now()): void {
    this.clientWait += until - from;
  }

  record(): LocalRoot {
    const { caller, endTime } = this;
    const parent = caller?.isParent ? caller.span : undefined;
    const span = soleSpan(this.span.spanContext(), parent, this.name, this.startTime);
    if (caller?.span && !caller.isParent) span.addLink({ context: caller.span });
    span.source = this.source;
    span.clientWait = this.clientWait;
    this.describe(span, endTime);
    if (this.span.noted) span.setAttributes(this.span.noted);
    span.setAttribute('glassgate.request_only', true);
    span.end(endTime);
    return span.root;
  }

  protected get timing(): undefined {
    return undefined;
  }

  /** Whoever counts requests counts this one too. */
  protected close(): void {
    const take = unrecordedTaker();
    if (!take) return;
    this.endedAt = performance.now();
    this.taken(this.endedAt);
    this.errorType = this.findErrorType();
    take(this);
  }
}
