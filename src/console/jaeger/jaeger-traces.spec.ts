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
});
