import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJsonRequest } from './otlp-json.js';
import { listenGrpc, listenHttp, plainBody } from './otlp-listener.js';
import { decodeProtobufRequest } from './otlp-protobuf.js';
import type { ReceivedSpan } from './received-span.js';

/** An OTLP trace receiver in the test process that keeps every span it gets. */
export class OtlpReceiver {
  /** All spans so far, in the order of arrival. */
  readonly spans: ReceivedSpan[] = [];
  /** Each export request as it came in, uncompressed. */
  readonly bodies: Buffer[] = [];
  /** Headers of each export request, names in lower case. */
  readonly headers: Record<string, unknown>[] = [];
  /** As `--otel-endpoint` wants it. */
  endpoint = '';
  private readonly arrivals = new EventEmitter();
  private close: () => Promise<void> = async () => {};

  private constructor() {}

  /** Listens on a port of the loopback interface. */
  static async start(protocol: 'http' | 'grpc', port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    if (protocol === 'http') await receiver.listenHttp(port);
    else await receiver.listenGrpc(port);
    return receiver;
  }

  /** Waits until that many spans are here, or until `enough` says so of all of them. */
  async waitFor(
    enough: number | ((spans: readonly ReceivedSpan[]) => boolean),
    timeoutMs = 10_000,
  ): Promise<ReceivedSpan[]> {
    const signal = AbortSignal.timeout(timeoutMs);
    const done = typeof enough === 'number' ? () => this.spans.length >= enough : () => enough(this.spans);
    while (!done()) {
      await once(this.arrivals, 'spans', { signal }).catch(() => {
        const names = this.spans.map(({ name }) => name).join(', ');
        throw new Error(`not all spans arrived within ${timeoutMs} ms; here are: ${names || 'none'}`);
      });
    }
    return this.spans;
  }

  /** The spans by trace, in the order of arrival. */
  traces(): ReceivedSpan[][] {
    return [...Map.groupBy(this.spans, ({ traceId }) => traceId).values()];
  }

  /** Forgets what has arrived. */
  clear(): void {
    this.spans.length = 0;
    this.headers.length = 0;
    this.bodies.length = 0;
  }

  async stop(): Promise<void> {
    await this.close();
  }

  private accept(body: Buffer, spans: ReceivedSpan[], headers: Record<string, unknown>): void {
    this.bodies.push(body);
    this.headers.push(headers);
    this.spans.push(...spans);
    this.arrivals.emit('spans');
  }

  private async listenGrpc(port: number): Promise<void> {
    const { endpoint, close } = await listenGrpc(
      'trace.v1.TraceService',
      (body, headers) => this.accept(body, decodeProtobufRequest(body), headers),
      port,
    );
    this.endpoint = endpoint;
    this.close = close;
  }

  private async listenHttp(port: number): Promise<void> {
    const { endpoint, close } = await listenHttp((request, response) => {
      this.receive(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
    }, port);
    this.endpoint = `${endpoint}/v1/traces`;
    this.close = close;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await plainBody(request);
    const type = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || request.url !== '/v1/traces') {
      response.writeHead(404).end();
    } else if (type.startsWith('application/x-protobuf')) {
      this.accept(body, decodeProtobufRequest(body), request.headers);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    } else if (type.startsWith('application/json')) {
      this.accept(body, decodeJsonRequest(body.toString()), request.headers);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } else {
      response.writeHead(415).end();
    }
  }
}
