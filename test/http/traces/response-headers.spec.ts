import { root, TracedGateway, type Answer } from './traced-gateway.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Milliseconds by phase. */
function timings({ response }: Answer): Map<string, number> {
  const header = response.headers['server-timing'] as string;
  expect(header).toMatch(/^[a-z]+;dur=\d+\.\d{3}(, [a-z]+;dur=\d+\.\d{3})*$/);
  return new Map(
    header.split(', ').map((entry) => {
      const [phase = '', duration = ''] = entry.split(';dur=');
      return [phase, Number(duration)];
    }),
  );
}

const durationOf = ({ spans }: Answer, name: string): number =>
  Number(spans.find((span) => span.name === name)?.attributes['duration_ms']);

describe('the headers that tell of a trace', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start('http', { tracing: { responseHeaders: true } });
    await traced.ok('PUT', '/photos');
  });

  afterAll(() => traced.stop());

  it('name the span of the request beside X-Trace-ID', async () => {
    const { response, spans } = await traced.ok('HEAD', '/photos');
    const { traceId, spanId } = root(spans);
    expect(response.headers['x-trace-id']).toBe(traceId);
    expect(response.headers['traceresponse']).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('tell how long the phases of an upload took, as their spans do', async () => {
    const answer = await traced.ok('PUT', '/photos/cat', { body: 'meow' });
    const phases = timings(answer);
    expect([...phases.keys()]).toEqual(['auth', 'acl', 'checksum', 'backend']);
    expect(phases.get('auth')).toBeCloseTo(durationOf(answer, 'Auth.V4Signature'), 2);
    expect(phases.get('checksum')).toBeCloseTo(durationOf(answer, 'Checksum.Verify'), 2);
    expect(phases.get('backend')).toBeCloseTo(durationOf(answer, 'Backend.PutObject'), 2);
  });

  it('tell of a download what is known when its head leaves', async () => {
    const answer = await traced.ok('GET', '/photos/cat');
    const backend = timings(answer).get('backend') ?? 0;
    expect(backend).toBeGreaterThan(0);
    expect(backend).toBeLessThanOrEqual(durationOf(answer, 'Backend.GetObject') + 0.001);
  });

  it('stand on errors too, with the phases that were reached', async () => {
    const answer = await traced.send('GET', '/photos/cat', { as: { access: 'NOBODY', secret: 'none' } });
    expect(answer.response.status).toBe(403);
    expect([...timings(answer).keys()]).toEqual(['auth']);
    const refused = await traced.send('GET', '/photos/cat?acl&tagging');
    expect(refused.response.headers['traceresponse']).toMatch(/-01$/);
    expect(refused.response.headers).not.toHaveProperty('server-timing');
  });

  it('tell no times of a trace that is not recorded', async () => {
    const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-00`;
    const { headers } = await traced.gateway.send('HEAD', '/photos', { headers: { traceparent } });
    expect(headers['traceresponse']).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(headers).not.toHaveProperty('server-timing');
  });
});

it('responses tell of the trace only its id where no more is asked for', async () => {
  const traced = await TracedGateway.start();
  try {
    const { response } = await traced.ok('GET', '/');
    expect(response.headers).not.toHaveProperty('traceresponse');
    expect(response.headers).not.toHaveProperty('server-timing');
  } finally {
    await traced.stop();
  }
});
