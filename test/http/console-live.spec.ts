import { connect } from 'node:net';
import { serverEvents, type ServerEvent } from '../../src/cli/trace/event-lines.js';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const HEADERS = { authorization: `Bearer ${CONSOLE_TOKEN}` };

describe('the live tail of the console', () => {
  let traced: TracedConsole;
  const open: AbortController[] = [];

  beforeEach(async () => {
    traced = await TracedConsole.start();
  });

  afterEach(async () => {
    for (const controller of open.splice(0)) controller.abort();
    await traced.stop();
  });

  const follow = async (query = ''): Promise<{ response: Response; events: AsyncGenerator<ServerEvent> }> => {
    const controller = new AbortController();
    open.push(controller);
    const response = await fetch(`${traced.url}/api/live${query}`, {
      headers: HEADERS,
      signal: controller.signal,
    });
    const chunks = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream());
    return { response, events: serverEvents(chunks as ReadableStream<string>) };
  };
  const next = async (events: AsyncGenerator<ServerEvent>): Promise<TraceSummary> => {
    for (;;) {
      const { value } = (await events.next()) as { value: ServerEvent };
      if (value.event === 'trace') return JSON.parse(value.data) as TraceSummary;
    }
  };

  test('tells of each request when it is over', async () => {
    const { response, events } = await follow();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBeNull();
    const { headers } = await traced.gateway.send('PUT', '/photos');
    expect(await next(events)).toMatchObject({
      traceId: headers['x-trace-id'] as string,
      operation: 'CreateBucket',
      bucket: 'photos',
      status: 200,
    });
  });

  test('tells only of what was asked for', async () => {
    const { events } = await follow('?status=404&operation=GetObject');
    await traced.gateway.send('PUT', '/photos');
    await traced.gateway.send('HEAD', '/photos/gone');
    await traced.gateway.send('GET', '/photos/gone');
    expect(await next(events)).toMatchObject({ operation: 'GetObject', status: 404 });
  });

  test('has a head that ends, so that the next request of the connection is heard', async () => {
    const { hostname, port } = new URL(traced.url);
    const socket = connect(Number(port), hostname);
    const head = `Host: ${hostname}\r\nAuthorization: Bearer ${CONSOLE_TOKEN}\r\n\r\n`;
    socket.write(`HEAD /api/live HTTP/1.1\r\n${head}GET /healthz HTTP/1.1\r\n${head}`);
    let text = '';
    for await (const chunk of socket) if ((text += String(chunk)).endsWith('OK\n')) break;
    expect(text.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  });

  test('is open to so many, and no more', async () => {
    const all = await Promise.all(Array.from({ length: 33 }, () => follow()));
    const statuses = all.map(({ response }) => response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(32);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    open.shift()!.abort();
    let status = 503;
    while (status === 503) ({ status } = (await follow()).response);
    expect(status).toBe(200);
  });

  test('leaves out what a client is too slow for, and tells how much', async () => {
    const { hostname, port } = new URL(traced.url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.write(
      `GET /api/live HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${CONSOLE_TOKEN}\r\n\r\n`,
    );
    // Each event has a name of a thousand characters: so many fill every buffer on the way.
    const spans = Array.from({ length: 20_000 }, (_, index) => ({
      traceId: (index + 1).toString(16).padStart(32, '0'),
      spanId: '00000000000000aa',
      name: `${index} `.padEnd(1000, 'x'),
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000000000001',
    }));
    const half = (list: object[]): string =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
    const json = { 'Content-Type': 'application/json' };
    for (let at = 0; at < spans.length; at += 5000) {
      const { status } = await traced.post('/v1/traces', half(spans.slice(at, at + 5000)), json);
      expect(status).toBe(200);
    }
    let text = '';
    socket.setEncoding('utf8');
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: string) => {
        text = (text + chunk).slice(-5000);
        if (/event: skipped\r?\ndata: \{"count":\d+\}/.test(text)) resolve();
      });
      socket.resume();
    });
    const count = Number(/"count":(\d+)/.exec(text)![1]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(20_000);
    socket.destroy();
  });
});
