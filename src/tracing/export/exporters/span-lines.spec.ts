import { SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { kept } from '../../../../test/support/kept-trace.js';
import type { LocalRoot } from '../../recorder/local-root.js';
import { SpanDecoder } from '../span-decoder.js';
import { TraceEncoder } from '../trace-encoder.js';
import { spanLines } from './span-lines.js';

const lines = (...roots: LocalRoot[]): string => {
  const encoder = new TraceEncoder();
  for (const root of roots) encoder.add(root);
  const text = spanLines(new SpanDecoder(resourceFromAttributes({})).decode(encoder.take()!));
  return text.replace(/\d+\.\d{3} ms/g, '<duration>').replace(/^\d{4}-\S+Z/gm, '<time>');
};

describe('spanLines', () => {
  it('shows each trace as a tree', () => {
    const [one, two] = [kept(3), kept(1)];
    one.span.pairs = ['s3.bucket', 'photos', 'http.response.status_code', 500, 'list', ['a', 'b']];
    one.span.statusCode = SpanStatusCode.ERROR;
    one.span.statusMessage = 'no space';
    one.spans[2]!.events = [{ name: 'part_assembled', time: Date.now(), attributes: { current_part: 1 } }];
    expect(lines(one, two)).toBe(
      [
        `<time> trace ${one.traceId}`,
        '  S3.GetObject SERVER <duration> ERROR "no space" s3.bucket=photos http.response.status_code=500 list="[\\"a\\",\\"b\\"]" sampling.reason=ratio',
        '    Posix.IO.ReadData <duration>',
        '    Posix.IO.ReadData <duration>',
        '      * part_assembled current_part=1',
        `<time> trace ${two.traceId}`,
        '  S3.GetObject SERVER <duration> sampling.reason=ratio',
        '',
      ].join('\n'),
    );
  });

  it('lets no value write a line of its own, or steer the terminal, or fill the screen', () => {
    const root = kept(1);
    root.span.pairs = ['s3.key', 'a\nb\u001b[31m\u009b1m', 'long', 'x'.repeat(1000)];
    const text = lines(root);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('s3.key="a\\nb\\u001b[31m\\u009b1m"');
    expect(text.length).toBeLessThan(500);
  });
});
