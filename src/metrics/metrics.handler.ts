import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MetricsRegistry } from './metrics-registry.js';

const PATH = '/metrics';
const OPENMETRICS = 'application/openmetrics-text';
const TEXT = 'text/plain';

const compress = promisify(gzip);

/** What one who accepts several things thinks of this one, 0..1. Source: RFC 9110 section 12.5.1. */
function weightOf(type: string, accept: string): number {
  let weight = 0;
  for (const part of accept.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (name !== type) continue;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const value = q === undefined ? 1 : Number(q.slice(2));
    if (value >= 0) weight = Math.max(weight, value);
  }
  return weight;
}

/** Whether OpenMetrics is asked for, and not less than plain text. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const weight = weightOf(OPENMETRICS, accept);
  return weight > 0 && weight >= weightOf(TEXT, accept);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': text.length });
  response.end(text);
}

async function answer(
  registry: MetricsRegistry,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { contentType, body } = await registry.expose(wantsOpenMetrics(request.headers.accept));
  const isCompressed = weightOf('gzip', String(request.headers['accept-encoding'] ?? '')) > 0;
  const bytes = isCompressed ? await compress(body) : Buffer.from(body);
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': bytes.length,
    Vary: 'Accept, Accept-Encoding',
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Answers `/metrics`, and nothing else. */
export function metricsHandler(registry: MetricsRegistry): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== PATH) refuse(response, 404, 'not found\n');
    else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'method not allowed\n');
    } else {
      answer(registry, request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else refuse(response, 500, 'the metrics could not be put together\n');
      });
    }
  };
}
