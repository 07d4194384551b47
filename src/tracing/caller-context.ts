import { propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { activeTracer } from './span.js';
import { withXrayParent } from './xray-header.js';

/** What the headers of a request say of the caller's trace: a valid `traceparent`, else `X-Amzn-Trace-Id`; baggage. */
export function callerContext(headers: IncomingHttpHeaders): Context {
  return propagation.extract(ROOT_CONTEXT, withXrayParent(headers));
}

/** Whether a traced request names a parent. */
export function namesParent(headers: IncomingHttpHeaders): boolean {
  return activeTracer() !== undefined && trace.getSpanContext(callerContext(headers)) !== undefined;
}
