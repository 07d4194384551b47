import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { backOff } from '../back-off.js';
import type { ReadableTarget } from '../export-target.js';

const CONCURRENCY = 4;
/** Milliseconds without a byte; the SDK gives an OTLP export as many. */
const SILENCE_MS = 10_000;

const RETRYABLE_STATUS = /: (429|502|503|504)$/;
const RETRYABLE_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/** Sends traces as Zipkin JSON v2. The exporter does not try again by itself. @param url of `/api/v2/spans` */
export function zipkinTarget(url: string): ReadableTarget {
  endSilentRequests(new URL(url));
  return {
    name: 'zipkin',
    exporter: new ZipkinExporter({ url }),
    concurrency: CONCURRENCY,
    retryIn: retryZipkin,
  };
}

function retryZipkin(error: Error & { readonly code?: unknown }, attempt: number): number | undefined {
  const isRetryable = RETRYABLE_CODES.has(error.code) || RETRYABLE_STATUS.test(error.message);
  return isRetryable ? backOff(attempt) : undefined;
}

/** The exporter waits for its receiver for ever, and would gather connections to one that says nothing. */
function endSilentRequests({ hostname, pathname, search }: URL): void {
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { readonly request: ClientRequest };
    if (request.host !== hostname.replace(/^\[|\]$/g, '') || request.path !== pathname + search) return;
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error('the receiver says nothing')));
  });
}
