import { Logger } from '@nestjs/common';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Overview } from '../../src/console/model/overview.js';
import type { PipelineState } from '../../src/console/model/pipeline-state.js';
import type { LogLine, TraceDetail } from '../../src/console/model/trace-detail.js';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import type { SpanSender } from '../../src/tracing/export/span-sender.js';
import { spanTime } from '../../src/tracing/span-clock.js';
import { activeRecorder } from '../../src/tracing/span.js';
import { eventually } from '../support/eventually.js';
import type { GatewayOptions } from '../support/test-gateway.js';
import { TracedConsole } from '../support/traced-console.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const sorted = (words: readonly string[]): string[] => words.toSorted((one, other) => (one < other ? -1 : 1));

describe('what the console keeps of requests', () => {
  let traced: TracedConsole;
  const start = async (options: GatewayOptions = {}): Promise<void> => {
    traced = await TracedConsole.start({ backend: 'posix', ...options });
  };
  /** @returns the id of its trace */
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const body = method === 'PUT' && path.lastIndexOf('/') > 0 ? 'x'.repeat(100) : undefined;
    const response = await traced.gateway.send(method, path, { headers, ...(body && { body }) });
    return response.headers['x-trace-id'] as string;
  };
  const found = (id: string): Promise<TraceDetail> =>
    eventually(async () => {
      const { status, body } = await traced.ask('GET', `/api/traces/${id}`);
      return status === 200 && (body as TraceDetail);
    });

  afterEach(() => traced.stop());

  it('is every request, also those that are not exported, with the decision of the sampler', async () => {
    await start({ tracing: { sampleRate: 0 } });
    await send('PUT', '/photos');
    const kept = await found(await send('GET', '/photos/gone'));
    expect(kept.summary).toMatchObject({
      status: 404,
      errorType: 'NoSuchKey',
      sampling: { keep: true, reason: 'error' },
    });
    const dropped = await found(await send('PUT', '/photos/a.jpg'));
    expect(dropped.summary).toMatchObject({
      name: 'S3.PutObject',
      service: 'glassgate',
      method: 'PUT',
      path: '/photos/a.jpg',
      status: 200,
      operation: 'PutObject',
      bucket: 'photos',
      key: 'a.jpg',
      accessKey: 'TESTROOTACCESSKEY',
      bytesIn: 100,
      isError: false,
      sampling: { keep: false, reason: 'not_sampled' },
    });
    const { spans, criticalPath, untraced, summary } = dropped;
    expect(sorted(spans.map(({ name }) => name))).toEqual(
      expect.arrayContaining([
        'Acl.Authorize',
        'Auth.V4Signature',
        'Backend.PutObject',
        'Posix.IO.WriteData',
      ]),
    );
    expect(spans[0]).toMatchObject({ depth: 0, parentSpanId: '', isOrphan: false, kind: 'SERVER' });
    expect(spans.slice(1).every(({ depth, isOrphan }) => depth > 0 && !isOrphan)).toBe(true);
    expect(criticalPath[0]!.start).toBe(spans[0]!.start);
    expect(criticalPath.at(-1)!.end).toBeCloseTo(spans[0]!.start + spans[0]!.duration, 6);
    expect(untraced).toBeLessThan(0.9);
    expect((await found(summary.requestId!)).summary.traceId).toBe(summary.traceId);
    const pipeline = await traced.eventually<PipelineState>('/api/pipeline', ({ gateway }) =>
      gateway.sampling.some(({ keep }) => !keep),
    );
    expect(pipeline.gateway.consoleDropped).toBe(0);
    expect(pipeline.settings).toMatchObject({ 'otel-sample-rate': '0' });
    expect(JSON.stringify(pipeline)).not.toContain('test-root-secret');
  });

  it('is joined with other parts of its trace, and of a caller that is not recorded says so', async () => {
    await start();
    await send('PUT', '/photos');
    const flags = ['01', '00'];
    for (const [index, flag] of flags.entries())
      await send('PUT', `/photos/${index}`, {
        traceparent: `00-${TRACE_ID}-b7ad6b7169203331-${flag}`,
        tracestate: 'ot=th:8',
      });
    const { spans, summary } = await eventually(async () => {
      const detail = await found(TRACE_ID);
      return detail.spans.filter(({ kind }) => kind === 'SERVER').length === 2 && detail;
    });
    const requests = spans.filter(({ kind }) => kind === 'SERVER');
    expect(requests.map(({ depth, isOrphan, parentSpanId }) => [depth, isOrphan, parentSpanId])).toEqual([
      [0, true, 'b7ad6b7169203331'],
      [0, true, 'b7ad6b7169203331'],
    ]);
    expect(requests.map(({ attributes }) => attributes['sampling.reason'])).toEqual([
      'parent_sampled',
      'parent_not_sampled',
    ]);
    expect(spans.filter(({ attributes }) => attributes['w3c.tracestate'] === 'ot=th:8')).toEqual(requests);
    expect(summary.key).toBe('0');
  });

  it('is counted by operation and phase, and found by a query', async () => {
    await start({ tracing: { spanNames: 'versitygw' } });
    await send('PUT', '/photos');
    for (let index = 0; index < 3; index += 1) await send('PUT', `/photos/${index}`);
    const id = await send('GET', '/photos/gone');
    const overview = await traced.eventually<Overview>('/api/overview', ({ total }) => total.count === 5);
    const { operations, errorTypes, worst, total } = overview;
    expect(sorted(operations.map(({ operation, count }) => `${operation} ${count}`))).toEqual([
      'CreateBucket 1',
      'GetObject 1',
      'PutObject 3',
    ]);
    expect(errorTypes).toEqual([{ errorType: 'NoSuchKey', status: 404, count: 1 }]);
    expect(worst[0]).toMatchObject({ traceId: id, name: 's3_GetObject', errorType: 'NoSuchKey' });
    expect(total.phases['auth']).toBeGreaterThan(0);
    expect(total.phases['backend']).toBeGreaterThan(0);
    const q = '{ span.s3.action = "s3_GetObject" && status = error } >> { name = "backend.s3_GetObject" }';
    const { traces, matched } = await traced.json<TraceMatches>(`/api/traces?q=${encodeURIComponent(q)}`);
    expect([matched, traces.map(({ traceId }) => traceId)]).toEqual([1, [id]]);
  });

  it('counts requests too that there was no room to record, and has the failed ones without their steps', async () => {
    await start({ console: { tracesPerSecond: Infinity } });
    const held = Array.from({ length: 10_000 }, () =>
      activeRecorder()!.startSpan('Lifecycle.Run', {}, ROOT_CONTEXT),
    );
    await send('PUT', '/photos');
    await send('GET', '/photos/gone');
    const { operations, errorTypes, worst } = await traced.eventually<Overview>(
      '/api/overview',
      ({ total }) => total.count === 2,
    );
    for (const span of held) span.end();
    expect(sorted(operations.map(({ operation }) => operation))).toEqual(['CreateBucket', 'GetObject']);
    expect(errorTypes).toEqual([{ errorType: 'NoSuchKey', status: 404, count: 1 }]);
    expect(worst).toMatchObject([{ name: 'S3.GetObject', errorType: 'NoSuchKey' }]);
  });

  it('has runs of the lifecycle rules however many requests come', async () => {
    await start({ console: { tracesPerSecond: 0.2 } });
    await send('PUT', '/photos');
    for (let index = 0; index < 15; index += 1) await send('HEAD', '/photos');
    const span = activeRecorder()!.root('Lifecycle.Run', spanTime());
    span.end();
    expect((await found(span.spanContext().traceId)).summary).toMatchObject({ name: 'Lifecycle.Run' });
  });

  it('is whole for as many as it takes; the others are counted, and there without their steps if they failed', async () => {
    await start({ console: { tracesPerSecond: 0.2 } });
    await send('PUT', '/photos');
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) ids.push(await send('HEAD', '/photos'));
    const failed = await found(await send('GET', '/photos/gone', { 'x-amz-request-id': 'mine' }));
    expect(failed.spans).toMatchObject([
      {
        name: 'S3.GetObject',
        status: 'ERROR',
        attributes: {
          'glassgate.request_only': true,
          'error.type': 'NoSuchKey',
          'http.response.status_code': 404,
          's3.key': 'gone',
          'url.path': '/photos/gone',
        },
        events: [{ name: 'exception', attributes: { 'exception.type': 'NoSuchKey' } }],
      },
    ]);
    const { total } = await traced.eventually<Overview>(
      '/api/overview',
      ({ total }) => total.count === ids.length + 2,
    );
    expect(total).toMatchObject({ errors: 0, refusals: 1 });
    // The failed one is among those that it has, and among those that it has not whole.
    const { gateway } = await traced.eventually<PipelineState>(
      '/api/pipeline',
      ({ gateway, store }) => store.traces + gateway.consolePassedOver === ids.length + 3,
    );
    expect(gateway.sampling).toContainEqual(
      expect.objectContaining({ reason: 'over_budget', traces: gateway.consolePassedOver }),
    );
    const answers = await Promise.all(ids.map((id) => traced.ask('GET', `/api/traces/${id}`)));
    const whole = answers.filter(({ status }) => status === 200);
    expect(whole.length).toBeGreaterThanOrEqual(9);
    expect(whole.length).toBeLessThan(30);
    for (const { body } of whole) expect((body as TraceDetail).spans.length).toBeGreaterThan(3);
  });

  it('counts what there is no room for on the way', async () => {
    await start({ console: { tracesPerSecond: 0.2 } });
    await send('PUT', '/photos');
    await traced.eventually<Overview>('/api/overview', ({ total }) => total.count === 1);
    const { sender } = (
      traced.gateway.application as unknown as { observers: { console: { sender: SpanSender } } }
    ).observers.console;
    const full = 2 ** 30;
    sender.taken(0, -full);
    for (let index = 0; index < 15; index += 1) await send('HEAD', '/photos/gone');
    const { total } = await traced.eventually<Overview>('/api/overview', (answer) => answer.total.count > 15);
    expect(total).toMatchObject({ count: 16, refusals: 15 });
    sender.taken(0, full);
  });

  it('counts a request that was given up when it ends after all', async () => {
    await start({ console: { tracesPerSecond: 0 }, metrics: { port: ['127.0.0.1:0'] } });
    const recorder = activeRecorder()!;
    const counted = async (last: string): Promise<readonly string[]> => {
      const { operations } = await traced.eventually<Overview>('/api/overview', (overview) =>
        overview.operations.some(({ operation }) => operation === last),
      );
      return sorted(operations.map(({ operation, count }) => `${operation} ${count}`));
    };
    const span = recorder.root('S3.GetObject', spanTime(), SpanKind.SERVER);
    recorder.sweep(performance.now() + 3_600_000);
    await send('PUT', '/photos');
    expect(await counted('CreateBucket')).toEqual(['CreateBucket 1']);
    span.end();
    expect(await counted('GetObject')).toEqual(['CreateBucket 1', 'GetObject 1']);
  });

  it('stands beside the lines of the log', async () => {
    await start();
    new Logger('Spoken').warn('outside of every request');
    const { logs } = await traced.eventually<{ logs: LogLine[] }>('/api/logs?level=warn', (answer) =>
      answer.logs.some(({ context }) => context === 'Spoken'),
    );
    expect(logs.find(({ context }) => context === 'Spoken')).toMatchObject({
      level: 'warn',
      message: 'outside of every request',
    });
  });

  it('survives a restart of the gateway where there is a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'glassgate-console-'));
    const options = { console: { store: join(directory, 'traces.db') } };
    await start(options);
    await send('PUT', '/photos');
    const before = await found(await send('GET', '/photos/gone'));
    await traced.stop();
    await start(options);
    expect(await found(before.summary.traceId)).toEqual(before);
    await traced.stop();
    await start();
    await rm(directory, { recursive: true });
  });

  it('begins anew when the thread of the console dies, and no request notices', async () => {
    await start();
    await send('PUT', '/photos');
    const { application } = traced.gateway;
    const { worker } = (application as unknown as { observers: { console: { thread: { worker: Worker } } } })
      .observers.console.thread;
    await worker.terminate();
    const id = await send('GET', '/photos/gone');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const again = await eventually(() => {
      const { origin } = new URL(application.consoleUrl!);
      return origin !== traced.url && origin;
    });
    const answer = await eventually(async () => {
      const response = await fetch(`${again}/api/traces/${id}`, {
        headers: { Authorization: 'Bearer token-of-the-console-under-test' },
      });
      return response.status === 200 && ((await response.json()) as TraceDetail);
    });
    expect(answer.summary).toMatchObject({ status: 404, operation: 'GetObject' });
  });
});
