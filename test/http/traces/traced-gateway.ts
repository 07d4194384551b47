import type { Response, Test } from 'supertest';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { TestGateway, type GatewayOptions, type Sending } from '../../support/test-gateway.js';

export interface Answer {
  readonly response: Response;
  /** All spans of the trace that `X-Trace-ID` names. */
  readonly spans: readonly ReceivedSpan[];
}

/** A gateway over a directory whose spans arrive in the test process. */
export class TracedGateway {
  private constructor(
    readonly gateway: TestGateway,
    readonly receiver: OtlpReceiver,
  ) {}

  static async start(
    protocol: 'http' | 'grpc' = 'http',
    options: Omit<GatewayOptions, 'backend'> = {},
  ): Promise<TracedGateway> {
    const receiver = await OtlpReceiver.start(protocol);
    const delay = process.env.OTEL_BSP_SCHEDULE_DELAY;
    process.env.OTEL_BSP_SCHEDULE_DELAY = '20';
    try {
      const gateway = await TestGateway.start({
        ...options,
        backend: 'posix',
        tracing: {
          enabled: true,
          endpoint: receiver.endpoint,
          useHttp: protocol === 'http',
          ...options.tracing,
        },
      });
      return new TracedGateway(gateway, receiver);
    } finally {
      if (delay === undefined) delete process.env.OTEL_BSP_SCHEDULE_DELAY;
      else process.env.OTEL_BSP_SCHEDULE_DELAY = delay;
    }
  }

  /** Sends a signed request and waits for its trace. */
  send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return this.trace(this.gateway.send(method, path, sending));
  }

  /** As `send`; fails unless the status is below 400. */
  async ok(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const answer = await this.send(method, path, sending);
    const { status, body } = answer.response;
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${String(body)}`);
    return answer;
  }

  /** Sends a request and waits for its trace. */
  async trace(test: Test): Promise<Answer> {
    const response = await test.ok(() => true);
    const traceId = response.headers['x-trace-id'] as string | undefined;
    if (traceId === undefined) throw new Error('the response has no X-Trace-ID');
    return { response, spans: await this.spansOf(traceId) };
  }

  /** The spans of a trace, once the one of its request is among them: that one ends last. */
  async spansOf(traceId: string): Promise<ReceivedSpan[]> {
    const ofTrace = (spans: readonly ReceivedSpan[]): ReceivedSpan[] =>
      spans.filter((span) => span.traceId === traceId);
    const whole = (spans: readonly ReceivedSpan[]): boolean =>
      ofTrace(spans).some(({ kind }) => kind === 'SERVER');
    return ofTrace(await this.receiver.waitFor(whole));
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.receiver.stop();
  }
}

/** The span of the request. */
export function root(spans: readonly ReceivedSpan[]): ReceivedSpan {
  const found = spans.filter(({ kind }) => kind === 'SERVER');
  if (found.length !== 1 || !found[0]) throw new Error(`a trace has one request span, not ${found.length}`);
  return found[0];
}
