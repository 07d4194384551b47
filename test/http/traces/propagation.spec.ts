import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import { RawConnection } from '../../support/raw-connection.js';
import { ROOT } from '../../support/test-gateway.js';
import { root, TracedGateway } from './traced-gateway.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN_ID = 'b7ad6b7169203331';
const caller = (flags: '00' | '01') => `00-${TRACE_ID}-${CALLER_SPAN_ID}-${flags}`;

describe('the trace of a caller', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start();
    await traced.ok('PUT', '/photos');
  });

  beforeEach(() => traced.receiver.clear());

  afterAll(() => traced.stop());

  it('is continued, and named by X-Trace-ID', async () => {
    const { response, spans } = await traced.ok('HEAD', '/photos', {
      headers: { traceparent: caller('01'), tracestate: 'vendor=1', baggage: 'user=alice' },
    });
    expect(response.headers['x-trace-id']).toBe(TRACE_ID);
    expect(root(spans)).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: CALLER_SPAN_ID,
      traceState: 'vendor=1',
      kind: 'SERVER',
    });
  });

  it('is not exported when the caller does not sample, and named all the same', async () => {
    const silent = await traced.gateway.send('HEAD', '/photos', { headers: { traceparent: caller('00') } });
    expect(silent.status).toBe(200);
    expect(silent.headers['x-trace-id']).toBe(TRACE_ID);
    const { response } = await traced.ok('HEAD', '/photos');
    expect(traced.receiver.traces()).toHaveLength(1);
    expect(response.headers['x-trace-id']).not.toBe(TRACE_ID);
  });

  it('is left behind by the next request of the connection, pipelined or not', async () => {
    const url = `${traced.gateway.url}/photos`;
    const signed = signRequest({ method: 'HEAD', url, region: 'us-east-1', ...ROOT });
    const connection = await RawConnection.open(url);
    connection.head('HEAD', '/photos', { ...signed, traceparent: caller('01') });
    connection.head('HEAD', '/photos', signed);
    const [first, second] = [await connection.response('HEAD'), await connection.response('HEAD')];
    connection.head('HEAD', '/photos', signed);
    const third = await connection.response('HEAD');
    connection.destroy();
    const ids = [first, second, third].map(({ headers }) => headers['x-trace-id'] ?? '');
    expect(ids[0]).toBe(TRACE_ID);
    expect(new Set(ids).size).toBe(3);
    await traced.receiver.waitFor((spans) => ids.every((id) => spans.some(({ traceId }) => traceId === id)));
    const parents = traced.receiver.spans
      .filter(({ kind }) => kind === 'SERVER')
      .map(({ parentSpanId }) => parentSpanId);
    expect(parents.toSorted()).toEqual(['', '', CALLER_SPAN_ID]);
  });

  it.each(['nonsense', `00-${'0'.repeat(32)}-${CALLER_SPAN_ID}-01`, `ff-${TRACE_ID}-${CALLER_SPAN_ID}-01`])(
    'begins here when traceparent is %s',
    async (traceparent) => {
      const { response, spans } = await traced.ok('HEAD', '/photos', { headers: { traceparent } });
      expect(response.headers['x-trace-id']).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(response.headers['x-trace-id']).not.toBe(TRACE_ID);
      expect(root(spans).parentSpanId).toBe('');
    },
  );

  it('is continued from X-Amzn-Trace-Id where there is no traceparent', async () => {
    const xray = `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)};Parent=${CALLER_SPAN_ID};Sampled=1`;
    const { spans } = await traced.ok('HEAD', '/photos', { headers: { 'x-amzn-trace-id': xray } });
    expect(root(spans)).toMatchObject({ traceId: TRACE_ID, parentSpanId: CALLER_SPAN_ID });
  });

  it('does not harm a signature that leaves the tracing headers out', async () => {
    const test = traced.gateway.send('HEAD', '/photos');
    const { response } = await traced.trace(test.set('traceparent', caller('01')).set('baggage', 'a=b'));
    expect(response.status).toBe(200);
  });

  it('is told as the likely cause when it was changed after signing', async () => {
    const test = traced.gateway.send('GET', '/photos?location', { headers: { traceparent: caller('01') } });
    const changed = caller('01').replace(CALLER_SPAN_ID, '00f067aa0ba902b7');
    const { response, spans } = await traced.trace(test.set('traceparent', changed));
    expect(response.status).toBe(403);
    expect(String(response.body)).toContain('The signature covers traceparent');
    expect(root(spans)).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'SignatureDoesNotMatch' },
    });
  });
});

describe('requests without a trace', () => {
  it.each(['/livez', '/readyz', '/healthz'])('are probes: %s', async (path) => {
    const traced = await TracedGateway.start();
    try {
      const probe = await fetch(`${traced.gateway.url}${path}`);
      expect(probe.status).toBe(200);
      expect(probe.headers.has('x-trace-id')).toBe(false);
      await traced.ok('GET', '/');
    } finally {
      await traced.stop();
    }
    expect(traced.receiver.traces()).toHaveLength(1);
  });

  it('have a name nevertheless when the sampler left them out', async () => {
    const traced = await TracedGateway.start('http', { tracing: { sampleRate: 0 } });
    try {
      const response = await traced.gateway.send('GET', '/');
      expect(response.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    } finally {
      await traced.stop();
    }
    expect(traced.receiver.spans).toEqual([]);
  });
});
