import { Random, SEED } from '../support/random.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const PATHS =
  '/api/traces /api/overview /api/suggest /api/logs /api/traces/X /api/traces/X/download /jaeger/api/traces ' +
  '/jaeger/api/traces/X /jaeger/api/operations /jaeger/api/dependencies /jaeger/api/v3/traces /jaeger/api/v3/traces/X ' +
  '/jaeger/api/v3/trace-summaries /jaeger/api/metrics/calls /jaeger/api/metrics/latencies /metrics /assets/X';
const FIELDS =
  'service operation bucket key status accessKey requestId traceId minDuration maxDuration minSpans from to q sort ' +
  'ascending limit scope attribute level format tags tag traceID start end lookback endTs step quantile spanKind ' +
  'query.startTimeMin query.startTimeMax query.attributes query.searchDepth query.durationMin groupByOperation token';
const WORDS =
  '0 -1 0.5 1e22 1e999 NaN null * a* 404 4xx error true start desc operation glassgate 1.5s {} {"a":"b"} {"__proto__":{"a":1}} ' +
  '[1] [ % __proto__ constructor 1700000000000 2026-01-01T00:00:00Z 2036-01-01T00:00:00Z ffffffffffffffffffffffffffffffff';
const TEXTS = [
  '',
  '\0',
  '9'.repeat(400),
  'x'.repeat(5000),
  '{',
  '{ true }',
  '{ name = "x" }',
  '{ .a =~ "(a+)+$" }',
  '{ .a =~ "[" }',
  '{ duration > 1ms } && { status = error }',
  '{ status = error } >> { name =~ ".*" }',
  `{ ${'('.repeat(2000)} }`,
];
const VALUES = WORDS.split(' ').concat(TEXTS);

describe('what the console is asked', () => {
  let traced: TracedConsole;

  beforeAll(async () => {
    traced = await TracedConsole.start();
    await traced.gateway.send('GET', '/photos/gone');
  });

  afterAll(() => traced.stop());

  test(`is never too much for it, whatever it is (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const faults: string[] = [];
    const counts = new Map<number, number>();
    for (let round = 0; round < 500; round += 1) {
      const query = new URLSearchParams();
      for (let left = random.below(5); left > 0; left -= 1) {
        query.append(random.pick(FIELDS.split(' '))!, random.pick(VALUES)!);
      }
      const path = random
        .pick(PATHS.split(' '))!
        .replace('X', encodeURIComponent(random.pick(VALUES) || 'x'));
      const { status } = await fetch(`${traced.url}${path}?${query.toString()}`, {
        headers: { authorization: `Bearer ${CONSOLE_TOKEN}` },
      });
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (![200, 400, 404, 431].includes(status)) faults.push(`${status} ${path}?${query.toString()}`);
    }
    expect(faults).toEqual([]);
    expect(counts.get(200)).toBeGreaterThan(50);
    expect(counts.get(400)).toBeGreaterThan(50);
  });
});
