import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { metricsHandler, wantsOpenMetrics } from './metrics.handler.js';
import { MetricsRegistry } from './metrics-registry.js';

describe('wantsOpenMetrics', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/plain', false],
    ['application/openmetrics-text', true],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', true],
    ['application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2', true],
    ['application/openmetrics-text;q=0.3, text/plain;q=0.5', false],
    ['application/openmetrics-text;q=0', false],
    ['application/openmetrics-text;q=nonsense', false],
    ['Application/OpenMetrics-Text', true],
  ])('of %s says %s', (accept, wanted) => {
    expect(wantsOpenMetrics(accept)).toBe(wanted);
  });
});

describe('metricsHandler', () => {
  const registry = new MetricsRegistry();
  let fails = false;
  let server: Server;
  let url = '';

  beforeAll(async () => {
    registry.add([
      {
        name: 'odd_total',
        help: 'What is "odd"\nand \\ strange.',
        type: 'counter',
        samples: () => {
          if (fails) throw new Error('no');
          return [{ value: 3, labels: { name: 'a "b"\n\\c' } }];
        },
      },
    ]);
    server = createServer(metricsHandler(registry)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('escapes what could break a line', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('# TYPE odd_total counter\nodd_total{name="a \\"b\\"\\n\\\\c"} 3\n');
  });

  it('compresses for whom accepts it', async () => {
    const compressed = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(await compressed.text()).toContain('odd_total');
    const plain = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it('takes a query, and no other path', async () => {
    expect((await fetch(`${url}/metrics?x=y`)).status).toBe(200);
    expect((await fetch(`${url}/metrics/`)).status).toBe(404);
    expect((await fetch(`${url}/`)).status).toBe(404);
    const refused = await fetch(`${url}/metrics`, { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('writes one answer for all who ask together', async () => {
    const [one, other] = await Promise.all([registry.expose(false), registry.expose(false)]);
    expect(one).toBe(other);
    expect(await registry.expose(false)).not.toBe(one);
  });

  it('says so when the numbers cannot be had, and recovers', async () => {
    fails = true;
    const failed = await fetch(`${url}/metrics`);
    fails = false;
    expect(failed.status).toBe(500);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });
});
