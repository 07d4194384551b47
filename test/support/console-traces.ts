import { SpanKind, SpanStatusCode, type Attributes } from '@opentelemetry/api';
import type { StoredSpan } from '../../src/console/model/trace-detail.js';
import { TraceStore, type TraceStoreOptions } from '../../src/console/store/trace-store.js';
import { TraceEncoder } from '../../src/tracing/export/trace-encoder.js';
import { LocalRoot } from '../../src/tracing/recorder/local-root.js';
import { newTraceId } from '../../src/tracing/recorder/random-ids.js';
import { RecordedSpan } from '../../src/tracing/recorder/recorded-span.js';
import { DECISIONS } from '../../src/tracing/sampling/decision.js';
import { ROOT_KEEPER } from './root-keeper.js';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** 16 digits for a small number. */
export const spanId = (number: number): string => number.toString(16).padStart(16, '0');

/** A span as somebody else may send it. */
export function span(fields: Partial<StoredSpan>): StoredSpan {
  return {
    traceId: TRACE_ID,
    spanId: spanId(1),
    parentSpanId: '',
    name: 'work',
    kind: 'INTERNAL',
    service: 'client',
    scope: 'test',
    start: 1_900_000_000_000,
    duration: 10,
    status: 'UNSET',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    ...fields,
  };
}

export function storeWith(options: Partial<TraceStoreOptions> = {}): TraceStore {
  const bounds = { maxTraces: 50_000, maxBytes: 64 * 2 ** 20 };
  return new TraceStore({
    ...bounds,
    service: 'glassgate',
    spanNames: 'guide',
    slow: { '*': 1000 },
    ...options,
  });
}

export interface RequestFields {
  readonly traceId?: string;
  readonly key?: string;
  readonly bucket?: string;
  readonly operation?: string;
  /** Default 200. */
  readonly status?: number;
  /** Milliseconds since 1970; now when absent. */
  readonly start?: number;
  /** Milliseconds. */
  readonly duration?: number;
  readonly clientWait?: number;
  readonly requestId?: string;
}

/** The spans that one request for an object makes, as they come out of the recorder. */
export function request(fields: RequestFields = {}): LocalRoot {
  const { traceId = newTraceId(), key = 'a/key', bucket = 'photos', operation = 'GetObject' } = fields;
  const { status = 200, start = Date.now() - 10, duration = 4, requestId = traceId.slice(0, 16) } = fields;
  const root = new LocalRoot(ROOT_KEEPER, traceId, 1, undefined);
  const open = (
    name: string,
    parent: RecordedSpan | undefined,
    share: number,
    attributes: Attributes,
  ): RecordedSpan => {
    const kind = parent ? SpanKind.INTERNAL : SpanKind.SERVER;
    const made = new RecordedSpan(root, parent, name, kind, start + share * duration);
    root.add(made);
    return made.setAttributes(attributes);
  };
  const top = open(`S3.${operation}`, undefined, 0, {
    'http.request.method': 'GET',
    'http.route': '/{Bucket}/{Key+}',
    'url.path': `/${bucket}/${key}`,
    'http.url': `/${bucket}/${key}`,
    'aws.request_id': requestId,
    's3.operation': operation,
    's3.action': `s3_${operation}`,
    's3.bucket': bucket,
    's3.key': key,
    'http.request.body.size': 0,
    'http.response.body.size': 1024,
    'http.response.status_code': status,
  });
  const auth = open('Auth.V4Signature', top, 0.1, { 'auth.access_key': 'AKIDEXAMPLE', duration_ms: 0.25 });
  auth.setStatus({ code: SpanStatusCode.OK }).end(at(start + 0.2 * duration));
  const backend = open(`Backend.${operation}`, top, 0.3, { 's3.bucket': bucket, 'backend.type': 'posix' });
  const read = open('Posix.IO.ReadData', backend, 0.4, { 'posix.object': key, 'posix.bytes_read': 1024 });
  read.clientWait = fields.clientWait ?? 0;
  read.end(at(start + 0.8 * duration));
  if (status >= 400) {
    backend.recordException({
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
      stack: 'at read',
    });
    backend.setStatus({ code: SpanStatusCode.ERROR, message: 'The specified key does not exist.' });
    top.setAttribute('error.type', status >= 500 ? 'InternalError' : 'NoSuchKey');
    top.setStatus({ code: SpanStatusCode.ERROR });
  }
  backend.end(at(start + 0.9 * duration));
  top.end(at(start + duration));
  root.decision = status >= 400 ? DECISIONS.keepError : DECISIONS.keepRatio;
  return root;
}

/** As seconds and nanoseconds: a number from before the start of the process would be taken for its age. */
const at = (milliseconds: number): [number, number] => {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, (milliseconds - seconds * 1000) * 1e6];
};

/** Adds requests as the gateway hands them over. */
export function addRequests(store: TraceStore, requests: readonly RequestFields[]): LocalRoot[] {
  return addRoots(
    store,
    requests.map((fields) => request(fields)),
  );
}

export function addRoots(store: TraceStore, roots: LocalRoot[]): LocalRoot[] {
  const encoder = encoders.get(store) ?? new TraceEncoder();
  encoders.set(store, encoder);
  for (const root of roots) encoder.add(root);
  store.addEncoded(structuredClone(encoder.take()!));
  return roots;
}

const encoders = new WeakMap<TraceStore, TraceEncoder>();
