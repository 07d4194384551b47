import type { IncomingHttpHeaders } from 'node:http';

const ROOT = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|\s*$)/i;
const PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})(?:;|\s*$)/i;
const SAMPLED = /(?:^|;)\s*Sampled=1(?:;|\s*$)/i;

/**
 * The headers with a `traceparent` that says what `X-Amzn-Trace-Id` says, where the caller sent only that one; else the
 * headers as they are. A load balancer names a trace but no span: there is no parent then. Source: AWS X-Ray Developer
 * Guide, "Tracing header".
 */
export function withXrayParent(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const xray = headers['x-amzn-trace-id'];
  if (xray === undefined || headers['traceparent'] !== undefined) return headers;
  const text = String(xray);
  const root = ROOT.exec(text);
  const parent = PARENT.exec(text);
  if (!root || !parent) return headers;
  const flags = SAMPLED.test(text) ? '01' : '00';
  return { ...headers, traceparent: `00-${root[1]}${root[2]}-${parent[1]}-${flags}`.toLowerCase() };
}
