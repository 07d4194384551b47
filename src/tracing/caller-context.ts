import { propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { withXrayParent } from './xray-header.js';

/** What the headers of a request say of the caller's trace: a valid `traceparent`, else `X-Amzn-Trace-Id`; baggage. */
export function callerContext(headers: IncomingHttpHeaders): Context {
  return hasCarrier(headers) ? propagation.extract(ROOT_CONTEXT, withXrayParent(headers)) : ROOT_CONTEXT;
}

/** Whether there is a header without which no propagator finds a caller, nor baggage. */
function hasCarrier(headers: IncomingHttpHeaders): boolean {
  return (
    headers['traceparent'] !== undefined ||
    headers['baggage'] !== undefined ||
    headers['x-amzn-trace-id'] !== undefined ||
    headers['b3'] !== undefined ||
    headers['x-b3-traceid'] !== undefined
  );
}
