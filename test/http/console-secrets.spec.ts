import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { presign } from '../support/presign.js';
import { ROOT } from '../support/test-gateway.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const DATA = 'the-data-of-the-object';
const SESSION = 'the-session-token-of-somebody';
const EXPORT_KEY = 'the-key-of-the-receiver';
const COOKIE = 'the-cookie-of-a-client';
const CLIENT_TRACE = 'ef'.repeat(16);

/** Everything that must never be seen, with a name for the message. */
const secrets = new Map<string, string>([
  ['the secret key of root', ROOT.secret],
  ['a wrong secret key', 'wrong-secret'],
  ['the data of an object', DATA],
  ['a session token', SESSION],
  ['the key of the receiver', EXPORT_KEY],
  ['the token of the console', CONSOLE_TOKEN],
  ['a cookie', COOKIE],
]);

const ROUTES = [
  '/api/traces?limit=1000',
  '/api/overview',
  '/api/pipeline',
  '/api/logs?limit=1000&level=trace',
  ...['operation', 'service', 'bucket', 'errorType'].map((scope) => `/api/suggest?scope=${scope}`),
  ...['url.query', 'url.full', 'http.request.header.authorization', 'http.url', 'exception.message'].map(
    (name) => `/api/suggest?scope=attribute&attribute=${name}`,
  ),
  '/jaeger/api/services',
  '/jaeger/api/operations',
  '/jaeger/api/traces?service=glassgate&limit=1000',
  '/jaeger/api/traces?service=client&limit=1000',
];

describe('the console', () => {
  let traced: TracedConsole;
  let directory: string;

  /** Signed well and wrongly, in the header and in the query, with a token that nobody knows. */
  async function askInEveryWay(): Promise<void> {
    const { gateway } = traced;
    const url = `${gateway.url}/photos/cat`;
    for (const secret of [ROOT.secret, 'wrong-secret']) {
      const headers = signRequest({
        access: ROOT.access,
        secret,
        method: 'PUT',
        url,
        body: DATA,
        region: 'us-east-1',
      });
      secrets.set(
        `the signature with ${secret}`,
        /Signature=([0-9a-f]{64})/.exec(headers['authorization']!)![1]!,
      );
      await gateway.send('PUT', '/photos/cat', { as: null, headers, body: DATA });
    }
    for (const key of ['cat', 'gone']) {
      const path = presign(gateway.url, `/photos/${key}`);
      secrets.set(`the signature of the URL of ${key}`, /X-Amz-Signature=([0-9a-f]{64})/.exec(path)![1]!);
      await gateway.send('GET', path, { as: null });
      await gateway.send('GET', `${path}&X-Amz-Security-Token=${SESSION}`, { as: null });
      await gateway.send(
        'GET',
        `/photos/${key}?X-Amz-Security-Token=${SESSION}&prefix=${SESSION.slice(0, 3)}`,
      );
    }
    await gateway.send('GET', '/photos/cat', {
      headers: { 'x-amz-security-token': SESSION, cookie: COOKIE },
    });
    await gateway.send('GET', `/photos/cat?access_token=${SESSION}`, { as: null });
  }

  /** What the spans of a careless client have in them. */
  async function sendCarelessSpans(): Promise<void> {
    const signature = 'f'.repeat(64);
    secrets.set('the signature in the span of a client', signature);
    const url = `https://s3.example/photos/cat?X-Amz-Credential=AK&X-Amz-Signature=${signature}&X-Amz-Security-Token=${SESSION}`;
    const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
    const list = (key: string, stringValue: string): object => ({
      key,
      value: { arrayValue: { values: [{ stringValue }] } },
    });
    const attributes = [
      text('url.full', url),
      text('http.url', url),
      text('url.query', url.split('?')[1]!),
      text('http.request.header.authorization', `AWS4-HMAC-SHA256 Signature=${signature}`),
      list('http.request.header.authorization', `Bearer ${SESSION}`),
      list('http.request.header.cookie', COOKIE),
      list('http.response.header.set-cookie', COOKIE),
      list('http.request.header.x-amz-security-token', SESSION),
    ];
    const event = {
      name: 'exception',
      timeUnixNano: '1700000000000000000',
      attributes: [text('exception.message', `GET ${url} failed`), ...attributes],
    };
    const link = { traceId: CLIENT_TRACE, spanId: 'ab'.repeat(8), attributes };
    const span = {
      traceId: CLIENT_TRACE,
      spanId: 'cd'.repeat(8),
      name: 'GET',
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000000000001',
      attributes,
      events: [event],
      links: [link],
      status: { code: 2, message: `cannot get ${url}` },
    };
    const resource = {
      attributes: [text('service.name', 'client'), text('process.command_args', `--url=${url}`)],
    };
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
    const { status } = await traced.post('/v1/traces', body, { 'Content-Type': 'application/json' });
    expect(status).toBe(200);
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-console-'));
    traced = await TracedConsole.start({
      console: { store: join(directory, 'traces.db') },
      tracing: { headers: { 'x-api-key': EXPORT_KEY }, endpoint: `http://me:${EXPORT_KEY}@127.0.0.1:9` },
    });
    await traced.gateway.send('PUT', '/photos');
    await askInEveryWay();
    await sendCarelessSpans();
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('shows no secret in any answer, and has none in its file', async () => {
    const isWhole = ({ traces }: TraceMatches): boolean => traces.length === 12;
    const { traces } = await traced.eventually<TraceMatches>('/api/traces', isWhole);
    const details = traces.flatMap(({ traceId }) => [
      `/api/traces/${traceId}`,
      `/api/traces/${traceId}/download?format=otlp`,
      `/api/traces/${traceId}/download?format=jaeger`,
      `/jaeger/api/v3/traces/${traceId}`,
    ]);
    const answers = new Map<string, string>();
    for (const path of [...ROUTES, ...details]) {
      const { status, text } = await traced.ask('GET', path).buffer(true);
      expect([path, status]).toEqual([path, 200]);
      answers.set(path, text);
    }
    await traced.stop();
    for (const name of await readdir(directory)) {
      answers.set(name, await readFile(join(directory, name), 'latin1'));
    }
    const told = [...answers].flatMap(([path, answer]) =>
      [...secrets].filter(([, secret]) => answer.includes(secret)).map(([name]) => `${path} tells ${name}`),
    );
    expect(told).toEqual([]);
    // What was looked through is what was asked for.
    expect(answers.get('/api/traces?limit=1000')).toContain('"key":"gone"');
    expect(answers.get(`/api/traces/${CLIENT_TRACE}`)).toContain('s3.example/photos/cat');
  });
});
