import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { gzipSync } from 'node:zlib';
import type { PipelineState } from '../../src/console/model/pipeline-state.js';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { protobufFields } from '../support/protobuf-fields.js';
import { Random, SEED } from '../support/random.js';
import { sdkSpans } from '../support/sdk-spans.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const spans = await sdkSpans();
const protobuf = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!);
const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);
const { traceId } = spans[0]!.spanContext();

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

describe('spans that others send to the console', () => {
  let traced: TracedConsole;

  beforeEach(async () => {
    traced = await TracedConsole.start();
  });

  afterEach(() => traced.stop());

  const send = (
    body: Buffer,
    headers: Record<string, string>,
  ): PromiseLike<{ status: number; body: unknown }> => traced.post('/v1/traces', body, headers);
  const stored = async (): Promise<number> => (await traced.json<TraceMatches>('/api/traces')).matched;

  test.each([
    ['protobuf', protobuf, { 'Content-Type': PROTOBUF }],
    ['compressed protobuf', gzipSync(protobuf), { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip' }],
    ['JSON', json, { 'Content-Type': `${JSON_TYPE}; charset=utf-8` }],
    ['compressed JSON', gzipSync(json), { 'Content-Type': JSON_TYPE, 'Content-Encoding': 'gzip' }],
  ])('come as %s', async (_name, body, headers) => {
    const answer = await traced.post('/v1/traces', body, headers as Record<string, string>);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain(headers['Content-Type']!.split(';')[0]);
    const detail = await traced.json<TraceDetail>(`/api/traces/${traceId}`);
    expect(detail.spans).toMatchObject([
      { name: 'upload', depth: 0, service: 'photo-shop', kind: 'CLIENT' },
      { name: 'POST', depth: 1, status: 'ERROR', statusMessage: 'cut off' },
    ]);
  });

  test('that cannot be stored are counted, and the others are taken', async () => {
    const [bad] = JSON.parse(json.toString()).resourceSpans as {
      scopeSpans: { spans: { spanId: string }[] }[];
    }[];
    bad!.scopeSpans[0]!.spans[0]!.spanId = '00';
    const answer = await send(Buffer.from(JSON.stringify({ resourceSpans: [bad] })), {
      'Content-Type': JSON_TYPE,
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('span id') as string },
      },
    });
    expect(await stored()).toBe(1);
  });

  test.each([
    ['no protobuf', Buffer.from('text, not protobuf'), { 'Content-Type': PROTOBUF }, 400],
    ['half a message', protobuf.subarray(0, 99), { 'Content-Type': PROTOBUF }, 400],
    ['no JSON', Buffer.from('{'), { 'Content-Type': JSON_TYPE }, 400],
    ['JSON of another form', Buffer.from('{"resourceSpans":5}'), { 'Content-Type': JSON_TYPE }, 400],
    ['no gzip', protobuf, { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip' }, 400],
    ['an unknown encoding', protobuf, { 'Content-Type': PROTOBUF, 'Content-Encoding': 'zip' }, 415],
    ['an unknown type', protobuf, { 'Content-Type': 'text/plain' }, 415],
    ['too much', Buffer.alloc(17 << 20), { 'Content-Type': PROTOBUF }, 413],
    [
      'too much, compressed',
      gzipSync(Buffer.alloc(17 << 20)),
      { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip' },
      413,
    ],
  ])('are refused when they are %s', async (_name, body, headers, status) => {
    const answer = await send(body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(await stored()).toBe(0);
    const isToldOf = (state: PipelineState): boolean => state.store.ingested.refusedRequests === 1;
    await traced.eventually<PipelineState>('/api/pipeline', isToldOf);
  });

  test('and are refused are answered with a Status of the same type', async () => {
    const inJson = await traced.ask('POST', '/v1/traces').set('Content-Type', JSON_TYPE).send('{');
    expect(inJson.body).toEqual({ code: 3, message: 'the body is no JSON' });
    const { body, headers } = await traced
      .ask('POST', '/v1/traces')
      .set('Content-Type', PROTOBUF)
      .responseType('blob')
      .send(Buffer.from('text'));
    expect(headers['content-type']).toBe(PROTOBUF);
    const [code, message] = [...protobufFields(body as Buffer)];
    expect(code).toEqual({ number: 1, value: 3n });
    expect(message!.value.toString()).toBe('the body is no OTLP message in protobuf');
  });

  test(`never end the console, whatever they are (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const statuses = new Set<number>();
    for (let round = 0; round < 200; round += 1) {
      const isJson = random.below(2) === 0;
      const bytes = Buffer.from(isJson ? json : protobuf);
      for (let change = random.below(20) + 1; change > 0; change -= 1) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      const body = bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length) : bytes.length);
      statuses.add((await send(body, { 'Content-Type': isJson ? JSON_TYPE : PROTOBUF })).status);
    }
    expect(statuses).toEqual(new Set([200, 400]));
    expect((await send(protobuf, { 'Content-Type': PROTOBUF })).status).toBe(200);
    expect((await traced.json<TraceDetail>(`/api/traces/${traceId}`)).spans.length).toBeGreaterThanOrEqual(2);
  });

  test('of a client stand in one waterfall with those of the gateway that it called', async () => {
    const exporter = new OTLPTraceExporter({
      url: `${traced.url}/v1/traces`,
      headers: { authorization: `Bearer ${CONSOLE_TOKEN}` },
      compression: CompressionAlgorithm.GZIP,
    });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'photo-shop' }),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const root = provider.getTracer('shop').startSpan('order', {}, ROOT_CONTEXT);
    const within = trace.setSpan(ROOT_CONTEXT, root);
    const call = provider.getTracer('shop').startSpan('PUT', { kind: SpanKind.CLIENT }, within);
    const headers: Record<string, string> = {};
    new W3CTraceContextPropagator().inject(trace.setSpan(ROOT_CONTEXT, call), headers, {
      set: (carrier, name, value) => void (carrier[name] = value),
    });
    expect((await traced.gateway.send('PUT', '/photos', { headers })).status).toBe(200);
    call.end();
    root.end();
    await provider.forceFlush();

    const path = `/api/traces/${root.spanContext().traceId}`;
    const isWhole = ({ spans: found }: TraceDetail): boolean =>
      found.some(({ name }) => name === 'S3.CreateBucket') && found.length > 4;
    const { spans: found, summary } = await traced.eventually<TraceDetail>(path, isWhole);
    expect(found.slice(0, 3)).toMatchObject([
      { name: 'order', service: 'photo-shop', depth: 0 },
      { name: 'PUT', service: 'photo-shop', kind: 'CLIENT', depth: 1 },
      { name: 'S3.CreateBucket', service: 'glassgate', kind: 'SERVER', depth: 2, isOrphan: false },
    ]);
    expect(summary).toMatchObject({ operation: 'CreateBucket', bucket: 'photos', status: 200 });
    expect(summary.services.toSorted()).toEqual(['glassgate', 'photo-shop']);
  });
});
