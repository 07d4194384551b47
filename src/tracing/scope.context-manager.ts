import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { activeScope, runIn, Scope } from './active-scope.js';

/** Lets instrumentations of others, which know the API only, see and set the active span. */
export class ScopeContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    return activeScope()?.context ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    body: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const scope = new Scope(context, trace.getSpan(context));
    return runIn(scope, () => body.apply(self, args));
  }
}
