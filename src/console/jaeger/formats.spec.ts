import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { sdkSpans } from '../../../test/support/sdk-spans.js';
import { MalformedInputError } from '../ingest/malformed-input.error.js';
import { readTraceFile } from '../ingest/trace-file.reader.js';
import { readOtlpJson } from '../ingest/otlp-json.reader.js';
import type { StoredSpan } from '../model/trace-detail.js';
import { jaegerTrace } from './jaeger-json.writer.js';
import { otlpDocument } from './otlp-json.writer.js';

const text = Buffer.from(JsonTraceSerializer.serializeRequest(await sdkSpans())!).toString();
const withState = text.replaceAll('"spanId":', '"traceState":"ot=th:8","spanId":');
const { spans } = readOtlpJson(withState);
const { traceId } = spans[0]!;

const again = (file: unknown): readonly StoredSpan[] => readTraceFile(JSON.stringify(file)).spans;

describe('a trace that is written and read again', () => {
  test('is the same in OTLP', () => {
    expect(spans[0]).toMatchObject({ scopeVersion: '1.2.3', attributes: { 'w3c.tracestate': 'ot=th:8' } });
    expect(JSON.stringify(otlpDocument(spans))).toContain('"traceState":"ot=th:8"');
    expect(again(otlpDocument(spans))).toEqual(spans);
    expect(again({ result: otlpDocument(spans) })).toEqual(spans);
  });

  test('is the same in OTLP at every time that a number can tell', () => {
    for (let step = 0; step < 1000; step += 1) {
      const start = 1_700_000_000_000 + step * 7.123_456_789;
      const timed = [{ ...spans[0]!, start, duration: step / 8 }];
      expect(again(otlpDocument(timed))).toEqual(timed);
    }
  });

  test("is the same in Jaeger's JSON but for what that cannot tell", () => {
    const microsecond = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
    const told = spans.map((span) => ({
      ...span,
      start: expect.closeTo(span.start, 2) as number,
      duration: expect.closeTo(microsecond(span.duration), 2) as number,
      // Lists become texts, links lose their attributes.
      attributes: Object.fromEntries(
        Object.entries(span.attributes).map(([key, value]) => [
          key,
          typeof value === 'object' ? JSON.stringify(value) : value,
        ]),
      ),
      links: span.links.map((link) => ({ ...link, attributes: {} })),
      events: span.events.map((event) => ({ ...event, time: expect.closeTo(event.time, 2) as number })),
    }));
    const trace = jaegerTrace(traceId, spans);
    expect(again({ data: [trace] })).toEqual(told);
    expect(again([trace])).toEqual(told);
    expect(again(trace)).toEqual(told);
  });

  test('stays a tree in microseconds: no child begins before its parent or ends after it', () => {
    const outside = Array.from({ length: 1000 }, (_, step) => {
      const duration = (step + 1) / 1024;
      const parent = { ...spans[1]!, start: 1_700_000_000_000 + step / 4096, duration };
      const child = { ...spans[0]!, start: parent.start + 1 / 4096, duration: duration - 1 / 4096 };
      const [outer, inner] = jaegerTrace(traceId, [parent, child]).spans;
      const late = inner!.startTime + inner!.duration - outer!.startTime - outer!.duration;
      return inner!.startTime < outer!.startTime || late > 0;
    });
    expect(outside.filter(Boolean)).toEqual([]);
  });

  test('gives what is no number as a text, which no reader refuses', () => {
    const attributes = { endless: -Infinity, none: NaN };
    const [read] = again(otlpDocument([{ ...spans[0]!, attributes }]));
    expect(read!.attributes).toEqual({ endless: '-Infinity', none: 'NaN' });
  });

  test('gives whole numbers beyond those of JavaScript as texts', () => {
    const attributes = { large: 2 ** 60, larger: 2 ** 70, endless: Infinity, small: 5, part: 0.5 };
    const { tags } = jaegerTrace(traceId, [{ ...spans[0]!, attributes }]).spans[0]!;
    expect(tags).toEqual(
      expect.arrayContaining([
        { key: 'large', type: 'int64', value: '1152921504606846976' },
        { key: 'larger', type: 'float64', value: 2 ** 70 },
        { key: 'endless', type: 'string', value: 'Infinity' },
        { key: 'small', type: 'int64', value: 5 },
        { key: 'part', type: 'float64', value: 0.5 },
      ]),
    );
  });

  test.each(['{"data":[{"spans":"none"}]}', '{}', '"text"', '{"data":[{"spans":[{"spanID":7}]}]}'])(
    'is no trace when it is %s',
    (file) => {
      expect(() => readTraceFile(file)).toThrow(MalformedInputError);
    },
  );
});
