import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { defaultResource } from '@opentelemetry/resources';
import { useObjectKeys } from '../object-keys.js';
import { LocalRoot } from '../recorder/local-root.js';
import { RecordedSpan } from '../recorder/recorded-span.js';
import { SpanDecoder } from './span-decoder.js';
import { TraceEncoder } from './trace-encoder.js';
import { ROOT_KEEPER } from '../../../test/support/root-keeper.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const REMOTE = {
  traceId: TRACE_ID,
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  traceState: new TraceState('a=b'),
};

function rootWith(remote = false): { root: LocalRoot; span: RecordedSpan } {
  const root = new LocalRoot(ROOT_KEEPER, TRACE_ID, TraceFlags.NONE, remote ? REMOTE : undefined);
  const span = new RecordedSpan(root, undefined, 'S3.GetObject', SpanKind.SERVER, 1_900_000_000_000.25);
  root.add(span);
  return { root, span };
}

function childOf(parent: RecordedSpan, name: string, startTime: number): RecordedSpan {
  const child = new RecordedSpan(parent.root, parent, name, SpanKind.INTERNAL, startTime);
  parent.root.add(child);
  return child;
}

describe('TraceEncoder and SpanDecoder', () => {
  const resource = defaultResource();

  afterEach(() => useObjectKeys('full'));

  it('hide keys where that is asked for after the encoder was made', () => {
    const encoder = new TraceEncoder();
    useObjectKeys('off');
    const { root, span } = rootWith();
    span.setAttributes({
      's3.key': 'private/plan.txt',
      'url.query': 'prefix=private',
      's3.bucket': 'photos',
    });
    span.end(1_900_000_000_003);
    encoder.add(root);
    const [decoded] = new SpanDecoder(resource).decode(encoder.take()!);
    expect(decoded!.attributes).toEqual({ 'url.query': 'prefix=REDACTED', 's3.bucket': 'photos' });
  });

  it('give back what was noted', () => {
    const { root, span } = rootWith(true);
    span.setAttributes({ text: 'Grüße 🎉', number: 1.5, yes: true, no: false, list: ['a', 'b'], twice: 1 });
    span.setAttribute('twice', 2);
    span.addEvent('part_assembled', { current_part: 1 }, 1_900_000_000_001);
    span.recordException(new TypeError('broken'));
    span.addLink({ context: { ...REMOTE, spanId: '1111111111111111' }, attributes: { why: 'link' } });
    const child = childOf(span, 'Posix.IO.ReadData', 1_900_000_000_000.5);
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
    child.end(1_900_000_000_002);
    span.setStatus({ code: SpanStatusCode.OK });
    span.end(1_900_000_000_003.125);
    const encoder = new TraceEncoder();
    encoder.add(root);
    const [second, first] = new SpanDecoder(resource).decode(structuredClone(encoder.take()!));
    expect(first).toMatchObject({
      name: 'S3.GetObject',
      kind: SpanKind.SERVER,
      parentSpanContext: { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', isRemote: true },
      startTime: [1_900_000_000, 250_000],
      endTime: [1_900_000_000, 3_125_000],
      duration: [0, 2_875_000],
      attributes: { text: 'Grüße 🎉', number: 1.5, yes: true, no: false, list: ['a', 'b'], twice: 2 },
      status: { code: SpanStatusCode.OK },
      instrumentationScope: { name: 'glassgate' },
      links: [{ context: { spanId: '1111111111111111' }, attributes: { why: 'link' } }],
    });
    expect(first?.events[0]).toEqual({
      name: 'part_assembled',
      time: [1_900_000_000, 1_000_000],
      attributes: { current_part: 1 },
    });
    expect(first?.events[1]?.attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'broken',
    });
    expect(first?.spanContext()).toMatchObject({
      traceId: TRACE_ID,
      spanId: span.spanContext().spanId,
      traceFlags: 1,
    });
    expect(first?.spanContext().traceState?.serialize()).toBe('a=b');
    expect(second).toMatchObject({
      name: 'Posix.IO.ReadData',
      status: { code: SpanStatusCode.ERROR, message: 'no' },
      parentSpanContext: { spanId: span.spanContext().spanId, isRemote: false },
    });
  });

  it('send a name once and know it afterwards', () => {
    const encoder = new TraceEncoder();
    const decoder = new SpanDecoder(resource);
    const send = (): string[] => {
      const { root, span } = rootWith();
      span.end();
      encoder.add(root);
      const encoded = encoder.take()!;
      expect(decoder.decode(encoded)[0]?.name).toBe('S3.GetObject');
      return [...encoded.names];
    };
    expect(send()).toEqual(['S3.GetObject', 'glassgate']);
    expect(send()).toEqual([]);
  });

  it('cut texts at the limit, in arrays too', () => {
    const { root, span } = rootWith();
    span.setAttributes({ text: 'abcdef', list: ['abcdef', 'ab'], numbers: [123456] });
    span.end();
    const encoder = new TraceEncoder();
    encoder.add(root);
    const [decoded] = new SpanDecoder(resource, 3).decode(encoder.take()!);
    expect(decoded?.attributes).toEqual({ text: 'abc', list: ['abc', 'ab'], numbers: [123456] });
  });

  it('hold many spans of several traces, whatever their size, but none that is open', () => {
    const encoder = new TraceEncoder();
    for (let trace = 0; trace < 3; trace += 1) {
      const { root, span } = rootWith();
      for (let index = 0; index < 1000; index += 1) {
        const child = childOf(span, `name ${index}`, 1_900_000_000_001);
        child.setAttribute('text', 'x'.repeat(index));
        if (index > 0) child.end();
      }
      span.end();
      encoder.add(root);
    }
    const encoded = encoder.take()!;
    const spans = new SpanDecoder(resource, 500).decode(encoded);
    expect(spans).toHaveLength(3000);
    expect(encoder.take()).toBeUndefined();
    expect(spans[0]?.attributes['text']).toBe('x'.repeat(500));
    expect(spans.at(-1)?.name).toBe('S3.GetObject');
  });
});
