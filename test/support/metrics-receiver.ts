import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenGrpc, listenHttp, plainBody, type Tls } from './otlp-listener.js';
import { decodeMetrics, type ReceivedMetrics } from './otlp-metrics.js';

/** An OTLP receiver of metrics in the test process that keeps every export that it gets. */
export class MetricsReceiver {
  readonly exports: ReceivedMetrics[] = [];
  /** Headers of each export, names in lower case. */
  readonly headers: Record<string, unknown>[] = [];
  /** Requests that were none for metrics. */
  readonly strays: string[] = [];
  /** As `--otel-endpoint` wants it. */
  endpoint = '';
  /** Does not answer any more. */
  isSilent = false;
  private close: () => Promise<void> = async () => {};

  private constructor() {}

  /** @param tls over HTTP alone */
  static async start(protocol: 'http' | 'grpc', tls?: Tls): Promise<MetricsReceiver> {
    const receiver = new MetricsReceiver();
    const { endpoint, close } =
      protocol === 'http'
        ? await listenHttp((request, response) => receiver.handle(request, response), 0, tls)
        : await listenGrpc('metrics.v1.MetricsService', (body, headers) => receiver.accept(body, headers));
    receiver.endpoint = endpoint;
    receiver.close = close;
    return receiver;
  }

  async stop(): Promise<void> {
    await this.close();
  }

  private accept(body: Buffer, headers: Record<string, unknown>): void {
    this.headers.push(headers);
    this.exports.push(decodeMetrics(body));
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    this.receive(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await plainBody(request);
    if (request.method !== 'POST' || request.url !== '/v1/metrics') {
      this.strays.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
      return;
    }
    if (this.isSilent) return;
    this.accept(body, request.headers);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }
}
