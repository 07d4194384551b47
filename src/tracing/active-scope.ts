import { trace, type Context, type Span } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { LinkedContext } from './recorder/linked-context.js';
import { RecordedSpan } from './recorder/recorded-span.js';

/**
 * Which span is the active one in one line of asynchronous work, whose steps follow each other. Steps that are entered
 * and left change it in place: a store of its own for each of them, which copies a map, would cost more than its span.
 * Work that goes on beside other work of the same request needs a scope of its own: `forked`.
 */
export class Scope {
  private made: { readonly span: Span | undefined; readonly context: Context } | undefined;

  /**
   * @param base what the context holds besides the span
   * @param span that is active; ended ones count as the next one above them that is open
   */
  constructor(
    private readonly base: Context,
    public span: Span | undefined,
  ) {}

  /** The innermost span that is open. */
  get active(): Span | undefined {
    let { span } = this;
    while (span instanceof RecordedSpan && span.endTime !== undefined && span.parent) span = span.parent;
    return span;
  }

  get context(): Context {
    const span = this.active;
    if (this.made?.span === span && this.made) return this.made.context;
    const bare = new LinkedContext(this.base);
    const context = span ? trace.setSpan(bare, span) : trace.deleteSpan(bare);
    this.made = { span, context };
    return context;
  }

  /** Without a span. */
  bare(): Scope {
    return new Scope(this.base, undefined);
  }

  /** The same span, for work that goes on beside. */
  fork(): Scope {
    return new Scope(this.base, this.active);
  }
}

const storage = new AsyncLocalStorage<Scope>();

/** `undefined` outside of every trace. */
export function activeScope(): Scope | undefined {
  return storage.getStore();
}

/** Runs `body`, and all that it waits for, in the scope. */
export function runIn<T>(scope: Scope, body: () => T): T {
  return storage.run(scope, body);
}

/** Runs `body` beside other work of the same request: spans of the one do not get into the other. */
export function forked<T>(body: () => T): T {
  const scope = storage.getStore();
  return scope ? storage.run(scope.fork(), body) : body();
}
