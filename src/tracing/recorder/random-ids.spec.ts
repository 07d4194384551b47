import { newSpanId, newTraceId } from './random-ids.js';

describe('random ids', () => {
  it('are as long as they have to be, and no two are alike, however many', () => {
    const traceIds = new Set<string>();
    const spanIds = new Set<string>();
    for (let index = 0; index < 5_000; index += 1) {
      traceIds.add(newTraceId());
      spanIds.add(newSpanId()).add(newSpanId());
    }
    expect([traceIds.size, spanIds.size]).toEqual([5_000, 10_000]);
    expect([...traceIds].filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
    expect([...spanIds].filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
    // No digits of one are those of another.
    const halves = [...traceIds].flatMap((id) => [id.slice(0, 16), id.slice(16)]);
    expect(new Set([...halves, ...spanIds]).size).toBe(20_000);
  });
});
