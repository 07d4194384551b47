import { span, spanId, storeWith } from '../../../test/support/console-traces.js';
import { JaegerTraces } from './jaeger-traces.js';

const ids = ['1', '2', '3'].map((digit) => digit.repeat(32));

describe('JaegerTraces', () => {
  test('gives no more at once than the memory holds, but goes through all', () => {
    const store = storeWith();
    for (const traceId of ids) {
      const spans = Array.from({ length: 15_000 }, (_, index) =>
        span({ traceId, spanId: spanId(index + 1) }),
      );
      store.addSpans(spans);
    }
    const traces = new JaegerTraces(store);
    const search = { tags: {}, limit: 100 };
    expect(traces.search(search)).toHaveLength(2);
    expect(traces.all([...ids, ...ids]).map(({ summary }) => summary.traceId)).toEqual(ids.slice(0, 2));
    expect([...traces.each(search)]).toHaveLength(3);
  });

  test('gives no more text either, which the store keeps once and an answer often', () => {
    const store = storeWith();
    const names = Array.from({ length: 200 }, (_, index) => `long.${index}`);
    const attributes = Object.fromEntries(names.map((name) => [name, name.padEnd(4_000, 'x')]));
    for (const traceId of ids) {
      store.addSpans(
        Array.from({ length: 70 }, (_, index) => span({ traceId, spanId: spanId(index + 1), attributes })),
      );
    }
    const traces = new JaegerTraces(store);
    expect(traces.search({ tags: {}, limit: 100 })).toHaveLength(1);
    store.addSpans(
      Array.from({ length: 70 }, (_, index) =>
        span({ traceId: ids[0]!, spanId: spanId(index + 99), attributes }),
      ),
    );
    const { spans, truncatedSpans } = store.trace(ids[0]!)!;
    expect(spans.length).toBeLessThan(90);
    expect(spans.length + truncatedSpans).toBe(140);
  });
});
