import { runIn, Scope } from '../active-scope.js';
import { serverTiming } from '../phases.js';
import { LinkedContext } from '../recorder/linked-context.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import { spanTime } from '../span-clock.js';
import { openSpanBelow, type OpenSpan } from '../span.js';
import type { CallerTrace } from './caller-trace.js';
import { CLIENT_CLOSED, HUNG_UP } from './request-failure.js';

/** The span of a request that is recorded, and what is noted below it. */
export class RequestSteps {
  private readonly scope: Scope;
  private sending: OpenSpan | undefined;

  constructor(
    readonly span: RecordedSpan,
    caller: CallerTrace | undefined,
  ) {
    this.scope = new Scope(caller?.context ?? LinkedContext.ROOT, span);
    if (caller?.linked) span.addLink({ context: caller.linked });
  }

  run<T>(body: () => T): T {
    return runIn(this.scope, body);
  }

  /** Writing and sending the response is a step of its own, which ends with the request. */
  respond(): void {
    this.sending ??= openSpanBelow(this.span, 'Response.Send', this.scope);
  }

  waited(milliseconds: number): void {
    this.span.root.waited(milliseconds);
  }

  /** Value of `Server-Timing`. */
  get timing(): string | undefined {
    return serverTiming(this.span.root, spanTime());
  }

  /** @param isComplete the response left as a whole */
  end(isComplete: boolean): void {
    if (isComplete) this.sending?.end();
    else this.sending?.fail(CLIENT_CLOSED, HUNG_UP);
    this.span.end();
  }
}
