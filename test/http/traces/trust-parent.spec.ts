import request from 'supertest';
import { presign } from '../../support/presign.js';
import { ROOT } from '../../support/test-gateway.js';
import { root, TracedGateway, type Answer } from './traced-gateway.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const PARENT = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: 'vendor=1' };

function expectContinued({ response, spans }: Answer): void {
  expect(response.headers['x-trace-id']).toBe(TRACE_ID);
  expect(root(spans)).toMatchObject({ traceId: TRACE_ID, parentSpanId: SPAN_ID, links: [] });
}

function expectLinked({ response, spans }: Answer): void {
  expect(response.headers['x-trace-id']).not.toBe(TRACE_ID);
  expect(root(spans)).toMatchObject({
    parentSpanId: '',
    traceState: '',
    links: [{ traceId: TRACE_ID, spanId: SPAN_ID }],
  });
}

describe('a trace that only authenticated callers may continue', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start('http', { tracing: { trustParent: 'authenticated' } });
    await traced.ok('PUT', '/photos');
    await traced.ok('PUT', '/photos/cat', { body: 'meow' });
  });

  beforeEach(() => traced.receiver.clear());

  afterAll(() => traced.stop());

  it('is continued by a signed request, with authentication as a step of it', async () => {
    const answer = await traced.ok('GET', '/photos/cat', { headers: PARENT });
    expectContinued(answer);
    expect(answer.spans.filter(({ name }) => name === 'Auth.V4Signature')).toHaveLength(1);
  });

  it('is continued by an upload, body and all', async () => {
    const body = 'm'.repeat(100_000);
    expectContinued(await traced.ok('PUT', '/photos/big', { headers: PARENT, body }));
    const { response } = await traced.ok('GET', '/photos/big');
    expect(String(response.body)).toBe(body);
  });

  it('is linked by a stranger without a signature', async () => {
    const answer = await traced.send('GET', '/photos/cat', { headers: PARENT, as: null });
    expect(answer.response.status).toBe(403);
    expectLinked(answer);
  });

  it('is linked by a signature that does not hold', async () => {
    const answer = await traced.send('GET', '/photos/cat', {
      headers: PARENT,
      as: { ...ROOT, secret: 'guessed' },
    });
    expect(answer.response.status).toBe(403);
    expectLinked(answer);
  });

  it('is linked by a presigned URL, which strangers may hold', async () => {
    const { url } = traced.gateway;
    const test = new request.Test(url, 'GET', presign(url, '/photos/cat')).set(PARENT);
    const answer = await traced.trace(test);
    expect(answer.response.status).toBe(200);
    expectLinked(answer);
  });

  it('is linked by a request that is refused before anyone asks who is calling', async () => {
    const answer = await traced.send('GET', '/photos/cat?acl&tagging', { headers: PARENT });
    expect(answer.response.status).toBe(400);
    expectLinked(answer);
  });

  it('begins anew where no parent is named', async () => {
    const { spans } = await traced.ok('GET', '/photos/cat');
    expect(root(spans)).toMatchObject({ parentSpanId: '', links: [] });
  });
});

describe('a trace that nobody may continue', () => {
  it('is linked, and the flag of the caller does not have it kept', async () => {
    const traced = await TracedGateway.start('http', { tracing: { trustParent: 'never' } });
    try {
      await traced.ok('PUT', '/photos');
      expectLinked(await traced.ok('HEAD', '/photos', { headers: PARENT }));
    } finally {
      await traced.stop();
    }
    const silent = await TracedGateway.start('http', { tracing: { trustParent: 'never', sampleRate: 0 } });
    try {
      const { headers } = await silent.gateway.send('GET', '/', { headers: PARENT });
      expect(headers['x-trace-id']).not.toBe(TRACE_ID);
    } finally {
      await silent.stop();
    }
    expect(silent.receiver.spans).toEqual([]);
  });
});
