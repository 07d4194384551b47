import { addRequests, span, spanId, storeWith, TRACE_ID } from '../../../test/support/console-traces.js';

const many = <T>(count: number, fields: T): T[] => Array.from({ length: count }, () => fields);

describe('the room of a store', () => {
  it.each([
    ['traces', { maxTraces: 200 }],
    ['bytes', { maxBytes: 2 ** 20 }],
  ])(
    'in %s cannot be taken from faults by refusals, nor from refusals by what went well',
    (_name, bounds) => {
      const store = storeWith(bounds);
      const faults = addRequests(store, many(20, { status: 503 }));
      const slow = addRequests(store, many(5, { duration: 2_000 }));
      addRequests(store, many(5_000, { status: 403 }));
      expect([...faults, ...slow].filter(({ traceId }) => !store.trace(traceId))).toEqual([]);
      const { evicted, evictedProtected } = store.state();
      expect(evicted).toBe(0);
      expect(evictedProtected).toBeGreaterThan(1_000);
      const [refusal] = addRequests(store, [{ status: 404 }]);
      addRequests(store, many(5_000, {}));
      expect(store.trace(refusal!.traceId)).toBeDefined();
      expect([...faults, ...slow].filter(({ traceId }) => !store.trace(traceId))).toEqual([]);
    },
  );

  it('is kept for a trace that was refused first and failed later', () => {
    const store = storeWith({ maxTraces: 100 });
    addRequests(store, [
      { traceId: TRACE_ID, status: 404 },
      { traceId: TRACE_ID, status: 500 },
    ]);
    addRequests(store, many(300, { status: 403 }));
    expect(store.trace(TRACE_ID)!.summary.errorCount).toBeGreaterThan(1);
  });

  it('is not taken by what others send beside their spans', () => {
    const store = storeWith({ maxBytes: 8 * 2 ** 20 });
    const text = 'x'.repeat(4_000);
    const idOf = (index: number): string => index.toString(16).padStart(32, 'a');
    for (let index = 0; index < 3_000; index += 1) {
      const attributes = { 'aws.request_id': `${index} ${text}` };
      const links = [{ traceId: TRACE_ID, spanId: spanId(1), attributes: { why: `${index} ${text}` } }];
      const resource = { 'process.pid': index, text };
      store.addSpans([span({ traceId: idOf(index), service: 'script', attributes, links, resource })]);
    }
    const last = store.trace(idOf(2_999))!;
    expect(last.spans[0]).toMatchObject({ service: 'script' });
    expect(last.spans[0]!.resource).toBeUndefined();
    expect(store.trace(`2999 ${text}`)).toBeUndefined();
    store.addSpans([span({})]);
    const { backLinks } = store.trace(TRACE_ID)!.spans[0]!;
    expect(backLinks.length).toBeGreaterThan(10);
    expect(backLinks.every(({ attributes }) => Object.keys(attributes).length === 0)).toBe(true);
  });

  it('of an answer is not taken by the services of one trace', () => {
    const store = storeWith();
    store.addSpans(
      Array.from({ length: 500 }, (_, index) =>
        span({ spanId: spanId(index + 1), service: `service ${index}` }),
      ),
    );
    expect(store.search({}).traces[0]!.services).toHaveLength(100);
    expect(store.trace(TRACE_ID)!.spans.at(-1)!.service).toBe('service 499');
  });
});
