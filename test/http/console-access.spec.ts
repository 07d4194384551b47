import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { TestGateway } from '../support/test-gateway.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const ID = '0af7651916cd43dd8448eb211c80319c';

/** Every route, and what lies on no route. */
const ROUTES: readonly (readonly [string, string])[] = [
  ['GET', '/'],
  ['GET', '/search'],
  ['GET', '/live'],
  ['GET', '/pipeline'],
  ['GET', `/trace/${ID}`],
  ['GET', '/assets/console.js'],
  ['GET', '/api/overview'],
  ['GET', '/api/traces'],
  ['GET', `/api/traces/${ID}`],
  ['GET', `/api/traces/${ID}/download`],
  ['POST', '/api/import'],
  ['GET', '/api/live'],
  ['GET', '/api/suggest?scope=service'],
  ['GET', '/api/pipeline'],
  ['GET', '/api/logs'],
  ['GET', '/metrics'],
  ['POST', '/v1/traces'],
  ['GET', '/jaeger/api/services'],
  ['GET', '/jaeger/api/services/glassgate/operations'],
  ['GET', '/jaeger/api/operations'],
  ['GET', '/jaeger/api/traces?service=glassgate'],
  ['GET', `/jaeger/api/traces/${ID}`],
  ['GET', '/jaeger/api/dependencies'],
  ['GET', '/jaeger/api/metrics/calls'],
  ['GET', '/jaeger/api/metrics/minstep'],
  ['POST', '/jaeger/api/transform'],
  ['GET', '/jaeger/api/v3/services'],
  ['GET', '/jaeger/api/v3/operations'],
  ['GET', '/jaeger/api/v3/dependencies'],
  ['GET', '/jaeger/api/v3/trace-summaries'],
  ['GET', '/jaeger/api/v3/traces'],
  ['GET', `/jaeger/api/v3/traces/${ID}`],
  ['GET', '/nothing'],
  ['DELETE', '/api/traces'],
];

const compare = (a = '', b = ''): number => (a < b ? -1 : 1);

describe('who may see the console', () => {
  let traced: TracedConsole;
  let cookie = '';

  beforeAll(async () => {
    traced = await TracedConsole.start();
    const entered = await traced.knock('GET', `/?token=${CONSOLE_TOKEN}`);
    cookie = entered.headers['set-cookie']![0]!.split(';', 1)[0]!;
  });

  afterAll(() => traced.stop());

  test.each(ROUTES)('%s %s needs the token', async (method, path) => {
    const port = new URL(traced.url).port;
    const knocks = [
      traced.knock(method, path),
      traced.knock(method, path).set('Authorization', 'Bearer wrong'),
      traced.knock(method, path).set('Authorization', `Basic ${btoa(`me:${CONSOLE_TOKEN}`)}`),
      traced.knock(method, path).set('Cookie', `glassgate-console-${port}=wrong`),
      traced.knock(method, path).set('Cookie', `other=${CONSOLE_TOKEN}`),
      traced.knock(method, `${path}${path.includes('?') ? '&' : '?'}token=wrong`),
    ];
    const answers = await Promise.all(knocks);
    expect(answers.map(({ status }) => status)).toEqual(knocks.map(() => 401));
    expect(answers.map(({ text: body }) => body).join()).not.toContain('glassgate-console');
  });

  test('the health of the console is nobody’s secret', async () => {
    const { status, text: body } = await traced.knock('GET', '/healthz');
    expect([status, body]).toEqual([200, 'OK\n']);
  });

  test('the token in the address lets a browser in, and leaves the address', async () => {
    const { status, headers } = await traced.knock('GET', `/?token=${CONSOLE_TOKEN}`);
    expect(status).toBe(303);
    expect(headers['location']).toBe('/');
    expect(headers['set-cookie']![0]).toMatch(
      /^glassgate-console-\d+=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect((await traced.knock('GET', '/api/overview').set('Cookie', `a=b; ${cookie}; c=d`)).status).toBe(
      200,
    );
  });

  test.each(['/', '/?token=wrong', `/?token=${CONSOLE_TOKEN}&token=x`, '/search'])(
    'a browser that comes to %s without it reads how to get in',
    async (path) => {
      const {
        status,
        headers,
        text: body,
      } = await traced.knock('GET', path).set('Accept', 'text/html,*/*;q=0.8');
      expect(status).toBe(401);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toContain('/?token=');
      expect(body).not.toContain(CONSOLE_TOKEN);
    },
  );

  test('a program reads it as JSON', async () => {
    const { headers, body } = await traced.knock('GET', '/api/traces');
    expect(body).toEqual({ error: { message: 'the token of the console is missing or wrong' } });
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
  });

  test.each(['evil.example', 'evil.example:7071', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    'a page whose name "%s" was pointed at the console gets nothing',
    async (host) => {
      const rebound = await traced.knock('GET', '/api/overview').set('Cookie', cookie).set('Host', host);
      expect(rebound.status).toBe(403);
      expect(rebound.text).not.toContain('operations');
    },
  );

  test.each(['localhost', 'localhost:7071', '127.0.0.1', '[::1]:7071', '192.0.2.7:80', 'console.localhost'])(
    'the console answers at %s',
    async (host) => {
      const { status } = await traced.knock('GET', '/api/overview').set('Cookie', cookie).set('Host', host);
      expect(status).toBe(200);
    },
  );

  test('a program that bears the token may come by any name', async () => {
    expect((await traced.ask('GET', '/api/overview').set('Host', 'glassgate.example')).status).toBe(200);
  });

  test('a form of another site changes nothing', async () => {
    const post = (headers: Record<string, string>): PromiseLike<{ status: number }> =>
      traced
        .knock('POST', '/api/import')
        .set({ Cookie: cookie, ...headers })
        .send('{"data":[]}');
    expect((await post({})).status).toBe(403);
    expect((await post({ Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ Origin: 'null' })).status).toBe(403);
    expect((await post({ Origin: `${traced.url}0` })).status).toBe(403);
    // Refused for what is in it, no longer for where it is from.
    expect((await post({ Origin: traced.url })).status).toBe(400);
    expect((await post({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(400);
    const proxy = 'https://console.example';
    expect((await post({ Origin: proxy, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(400);
    expect((await post({ Origin: proxy, 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
    expect((await traced.ask('POST', '/api/import').send('{"data":[]}')).status).toBe(400);
  });

  test.each([
    ['GET', '/'],
    ['GET', '/healthz'],
    ['GET', '/nothing'],
    ['GET', '/api/overview'],
    ['GET', '/jaeger/api/services'],
    ['POST', '/v1/traces'],
  ])('%s %s says that nothing of another origin is to be loaded', async (method, path) => {
    const { headers } = await traced.ask(method, path);
    const policy = headers['content-security-policy']!.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|http|\*|data:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toMatch(/^no-(store|cache)$/);
  });

  test.each([
    ['GET', '/nothing'],
    ['GET', '/api'],
    ['GET', '/api/traces/a/b'],
    ['DELETE', '/api/traces'],
    ['PUT', '/v1/traces'],
    ['GET', '/assets/..%2findex.html'],
    ['GET', '/assets/%2e%2e%2f%2e%2e%2fmain.js'],
    ['GET', '/..%2f..%2fetc%2fpasswd'],
    ['GET', '/jaeger/api/nothing'],
  ])('there is nothing at %s %s', async (method, path) => {
    const { status, body } = await traced.ask(method, path);
    expect(status).toBe(404);
    expect(body).toEqual({ error: { message: expect.any(String) as string } });
  });

  test.each(['/', '/search', '/live', '/pipeline', `/trace/${ID}`])('%s is the page', async (path) => {
    const page = await traced.knock('GET', path).set('Cookie', cookie).set('Accept', 'text/html');
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(page.text).toBe((await traced.ask('GET', '/')).text);
  });

  test('what the page is made of is kept by browsers for ever', async () => {
    const { text: page } = await traced.ask('GET', '/');
    const assets = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    const answers = await Promise.all(assets.map((path) => traced.ask('GET', path).buffer(true)));
    expect(answers.map(({ status }) => status)).toEqual(assets.map(() => 200));
    expect(new Set(answers.map(({ headers }) => headers['cache-control']))).toEqual(
      new Set(['private, max-age=31536000, immutable']),
    );
    expect(answers.map(({ headers }) => headers['content-type']?.split(';')[0]).toSorted(compare)).toEqual([
      'image/svg+xml',
      'text/css',
      'text/javascript',
    ]);
    expect((await traced.knock('GET', assets[0]!)).status).toBe(401);
  });

  test('an answer that is large is compressed', async () => {
    const { headers } = await traced.ask('GET', '/api/pipeline').set('Accept-Encoding', 'gzip');
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['vary']).toContain('Accept-Encoding');
  });

  test.each(['GET / HTTP/1.1\r\n\r\n', 'nonsense\r\n\r\n', 'GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n'])(
    '%j is answered, and the console lives on',
    async (bytes) => {
      const { hostname, port } = new URL(traced.url);
      const socket = connect(Number(port), hostname);
      socket.end(bytes);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect((await traced.knock('GET', '/healthz')).status).toBe(200);
    },
  );

  test('an address that is taken keeps the gateway from starting, and it says why', async () => {
    const taken = new URL(traced.url).host;
    await expect(TestGateway.start({ console: { port: [taken] } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      syscall: 'listen',
      port: Number(taken.split(':')[1]),
    });
  });

  test('its requests make no traces', async () => {
    await traced.gateway.send('GET', '/nothing-here');
    type Traces = { traces: { operation?: string }[] };
    const { traces } = await traced.eventually<Traces>('/api/traces', (found) => found.traces.length > 0);
    expect(traces.map(({ operation }) => operation)).toEqual(['ListObjects']);
  });
});
