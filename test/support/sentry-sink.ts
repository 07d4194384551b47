import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { eventually } from './eventually.js';

/** An event as Sentry gets it, as far as the tests look. */
export interface SentryEvent {
  readonly event_id: string;
  readonly level?: string;
  readonly transaction?: string;
  readonly fingerprint?: readonly string[];
  readonly release?: string;
  readonly environment?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly contexts?: { readonly trace?: { readonly trace_id: string; readonly span_id: string } };
  readonly request?: { readonly url?: string; readonly method?: string; readonly headers?: object };
  readonly exception?: {
    readonly values: readonly {
      readonly type: string;
      readonly value: string;
      readonly stacktrace?: { readonly frames: readonly { readonly filename: string }[] };
    }[];
  };
}

/** A Sentry in the test process that keeps every envelope it gets. */
export class SentrySink {
  readonly events: SentryEvent[] = [];
  /** Types of all items so far. */
  readonly types: string[] = [];
  /** Everything that came in, uncompressed, with paths and headers. */
  readonly bytes: Buffer[] = [];
  /** How often the body was compressed. */
  compressed = 0;
  private readonly server = createServer((request, response) => {
    this.receive(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });

  private constructor(private readonly answers: boolean) {}

  /** `answers` false: it takes what it gets and never says a word. */
  static async start(answers = true): Promise<SentrySink> {
    const sink = new SentrySink(answers);
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    return sink;
  }

  get dsn(): string {
    return `http://publickey@127.0.0.1:${(this.server.address() as AddressInfo).port}/7`;
  }

  /** The event, once it is here. @throws Error when it does not come */
  find(which: (event: SentryEvent) => boolean): Promise<SentryEvent> {
    return eventually(() => this.events.find(which));
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await buffer(request);
    const isGzip = request.headers['content-encoding'] === 'gzip';
    const body = isGzip ? gunzipSync(raw) : raw;
    if (isGzip) this.compressed += 1;
    this.bytes.push(Buffer.from(`${request.url}\n${request.rawHeaders.join('\n')}\n`), body);
    if (!request.url?.startsWith('/api/7/envelope/')) throw new Error(`not an envelope: ${request.url}`);
    // Sentry does without; Spotlight throws away what does not say that it is an envelope.
    const type = request.headers['content-type'];
    if (type !== 'application/x-sentry-envelope') throw new Error(`not called an envelope: ${type}`);
    // Items without binary attachments are lines: the head of the envelope, then head and payload in turn.
    const [, ...lines] = body.toString().trimEnd().split('\n');
    for (let line = 0; line + 1 < lines.length; line += 2) {
      const { type } = JSON.parse(lines[line]!) as { type: string };
      this.types.push(type);
      if (type === 'event') this.events.push(JSON.parse(lines[line + 1]!) as SentryEvent);
    }
    if (this.answers) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}
