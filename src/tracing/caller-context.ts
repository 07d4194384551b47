import { propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { activeRecorder } from './span.js';
import { withXrayParent } from './xray-header.js';

/** Headers without which no propagator finds a caller, nor baggage. */
const CARRIERS = ['traceparent', 'baggage', 'x-amzn-trace-id', 'b3', 'x-b3-traceid'] as const;

/** What the headers of a request say of the caller's trace: a valid `traceparent`, else `X-Amzn-Trace-Id`; baggage. */
export function callerContext(headers: IncomingHttpHeaders): Context {
  if (CARRIERS.every((name) => headers[name] === undefined)) return ROOT_CONTEXT;
  return propagation.extract(ROOT_CONTEXT, withXrayParent(headers));
}

/** Whether a traced request names a parent. */
export function namesParent(headers: IncomingHttpHeaders): boolean {
  return activeRecorder() !== undefined && trace.getSpanContext(callerContext(headers)) !== undefined;
}
