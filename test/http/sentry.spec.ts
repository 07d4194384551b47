import { Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { ErrorReporter } from '../../src/sentry/error-reporter.js';
import { damage } from '../support/damage.js';
import { presign } from '../support/presign.js';
import { SentrySink } from '../support/sentry-sink.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';
import { root, TracedGateway } from './traces/traced-gateway.js';

/** Random, because reports hold lines of the source of this very file. */
const secret = (): string => randomBytes(12).toString('hex');

describe('a fault of a gateway that reports to Sentry', () => {
  let sidecar: string;
  let sink: SentrySink;

  beforeEach(async () => {
    sidecar = await mkdtemp(join(tmpdir(), 'glassgate-sidecar-'));
    sink = await SentrySink.start();
  });

  afterEach(async () => {
    await sink.stop();
    await rm(sidecar, { recursive: true });
    Logger.overrideLogger(['error', 'warn']);
  });

  const options = () => ({
    posix: { metadata: 'sidecar', sidecar } as const,
    sentry: { enabled: true, dsn: sink.dsn, environment: 'test' },
  });

  it('is an event that names the trace, the operation and the request, and that the span names', async () => {
    const traced = await TracedGateway.start('http', options());
    Logger.overrideLogger(false);
    try {
      await traced.ok('PUT', '/photos');
      await traced.ok('PUT', '/photos/damaged', { body: 'hello' });
      await damage(sidecar, 'damaged', 'no record');
      const { response, spans } = await traced.send('GET', '/photos/damaged');
      expect(response.status).toBe(500);
      const event = await sink.find(({ transaction }) => transaction === 'S3.GetObject');
      const span = root(spans);
      expect(event.contexts?.trace).toMatchObject({
        trace_id: response.headers['x-trace-id'],
        span_id: span.spanId,
      });
      expect(span.traceId).toBe(response.headers['x-trace-id']);
      expect(span.attributes['sentry.event_id']).toBe(event.event_id);
      expect(event).toMatchObject({
        environment: 'test',
        release: expect.stringMatching(/^glassgate@\d/),
        fingerprint: ['DamagedRecordError', 'S3.GetObject'],
        tags: {
          's3.operation': 'GetObject',
          's3.bucket': 'photos',
          's3.error.code': 'InternalError',
          'aws.request_id': response.headers['x-amz-request-id'],
          'backend.type': 'posix',
        },
        request: { method: 'GET', url: expect.stringMatching(/\/photos\/damaged$/) },
      });
      expect(event.exception?.values.at(-1)?.stacktrace?.frames.length).toBeGreaterThan(0);
      expect(spans.length).toBeGreaterThan(1);
    } finally {
      await traced.stop();
    }
  });

  it('names the trace of the caller, even where it is not sampled', async () => {
    const traced = await TracedGateway.start('http', options());
    Logger.overrideLogger(false);
    try {
      await traced.ok('PUT', '/photos');
      await traced.ok('PUT', '/photos/damaged', { body: 'hello' });
      await damage(sidecar, 'damaged', 'no record');
      const traceId = randomBytes(16).toString('hex');
      const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-00` };
      const answer = await traced.gateway.send('GET', '/photos/damaged', { headers });
      expect(answer.headers['x-trace-id']).toBe(traceId);
      expect((await sink.find(() => true)).contexts?.trace?.trace_id).toBe(traceId);
    } finally {
      await traced.stop();
    }
  });

  it('leaves with no body, signature, credential, cookie or metadata', async () => {
    const traced = await TracedGateway.start('http', options());
    Logger.overrideLogger(false);
    const { gateway } = traced;
    const secrets = new Map([['the root secret', ROOT.secret]]);
    const keep = (what: string): string => {
      const value = secret();
      secrets.set(what, value);
      return value;
    };
    const headers = {
      cookie: `session=${keep('a cookie')}`,
      'x-amz-meta-note': keep('user metadata'),
      'x-forwarded-for': keep('a header that nobody asked for'),
    };
    try {
      await traced.ok('PUT', '/photos');
      await traced.ok('PUT', '/photos/damaged', { body: keep('the data of an object') });
      await damage(sidecar, 'damaged', `no ${keep('what a damaged record holds')}`);
      const tags = `<Tagging><TagSet><Tag><Key>a</Key><Value>${keep('a tag')}</Value></Tag></TagSet></Tagging>`;
      const faults = [
        await gateway.send('GET', '/photos/damaged', { headers: { cookie: headers.cookie } }),
        await gateway.send('PUT', '/photos/damaged?tagging', { headers, body: tags }),
        await gateway.send('PUT', '/photos/damaged', {
          headers: { ...headers, 'if-match': '"other"' },
          body: keep('a body').repeat(1000),
        }),
      ];
      // Refused before anything can fail.
      await gateway.send('GET', '/photos/damaged', {
        headers: { 'x-amz-security-token': keep('a session token') },
      });
      const target = presign(gateway.url, '/photos/damaged', { query: { 'x-secret': keep('a parameter') } });
      secrets.set(
        'the signature of a URL',
        new URL(target, gateway.url).searchParams.get('X-Amz-Signature')!,
      );
      faults.push(
        await new request.Test(gateway.url, 'GET', target).set('cookie', headers.cookie).ok(() => true),
      );
      for (const { request: sent } of faults as { request: object }[]) {
        const signature = /Signature=([0-9a-f]{64})/.exec(JSON.stringify(Reflect.get(sent, 'header')));
        if (signature) secrets.set(`the signature ${secrets.size}`, signature[1]!);
      }
      expect(faults.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    } finally {
      await traced.stop();
    }
    expect(sink.events).toHaveLength(4);
    const sent = Buffer.concat(sink.bytes).toString('latin1');
    expect(sent).toContain('/photos/damaged');
    expect(secrets.size).toBeGreaterThanOrEqual(12);
    for (const [what, value] of secrets)
      expect([what, value.length > 8, sent.includes(value)]).toEqual([what, true, false]);
  });

  it('is told without a trace when tracing is off, and at the latest when the gateway stops', async () => {
    const gateway = await TestGateway.start({ ...options(), backend: 'posix' });
    Logger.overrideLogger(false);
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/damaged', { body: 'hello' }).expect(200);
    await damage(sidecar, 'damaged', 'no record');
    await gateway.send('GET', '/photos/damaged').expect(500);
    await gateway.stop();
    expect(sink.events.map(({ transaction }) => transaction)).toEqual(['S3.GetObject']);
    expect(sink.events[0]?.contexts?.trace?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('of which no request knows is reported too, compressed where it is long', async () => {
    const gateway = await TestGateway.start(options());
    const hidden = secret();
    const error = new Error(`${'long '.repeat(10_000)} at https://h/k?X-Amz-Signature=${hidden}`);
    gateway.application.nest.get(ErrorReporter).report({ error, transaction: 'Lifecycle.Run' });
    await gateway.stop();
    expect(sink.events[0]).toMatchObject({
      transaction: 'Lifecycle.Run',
      tags: { 'backend.type': 'memory' },
    });
    expect(sink.compressed).toBe(1);
    expect(Buffer.concat(sink.bytes).toString()).not.toContain(hidden);
  });

  it.each(['never answers', 'is gone'])('harms nothing when Sentry %s', async (state) => {
    const silent = await SentrySink.start(false);
    const sentry = { enabled: true, dsn: silent.dsn };
    if (state === 'is gone') await silent.stop();
    const gateway = await TestGateway.start({ ...options(), sentry, backend: 'posix' });
    Logger.overrideLogger(false);
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/damaged', { body: 'hello' }).expect(200);
    await gateway.send('PUT', '/photos/whole', { body: 'hello' }).expect(200);
    await damage(sidecar, 'damaged', 'no record');
    for (let time = 0; time < 50; time += 1) await gateway.send('GET', '/photos/damaged').expect(500);
    await gateway.send('GET', '/photos/whole').expect(200);
    await gateway.stop();
    if (state === 'is gone') return;
    expect(silent.events.length).toBeGreaterThan(0);
    expect(silent.events.length).toBeLessThanOrEqual(32);
    await silent.stop();
  });

  it('is not what a client did wrong, nor what the gateway does not do', async () => {
    const gateway = await TestGateway.start({ ...options(), backend: 'posix' });
    Logger.overrideLogger(false);
    await gateway.send('GET', '/gone/key').expect(404);
    await gateway.send('GET', '/', { as: { access: ROOT.access, secret: 'wrong' } }).expect(403);
    await gateway.send('PUT', '/photos?bad').expect(200);
    await gateway.send('GET', '/photos?inventory').expect(501);
    await gateway.stop();
    expect(sink.events).toEqual([]);
    expect(sink.types.filter((type) => type !== 'sessions')).toEqual([]);
  });
});
