import type { TraceDetail, TraceSpan } from '../../console/model/trace-detail.js';
import type { TraceSummary } from '../../console/model/trace-summary.js';
import { plain } from './paint.js';
import { traceLine } from './trace-line.js';
import { TraceStats } from './trace-stats.js';
import { traceTree } from './trace-tree.js';

const SUMMARY: TraceSummary = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  name: 'S3.GetObject',
  service: 'glassgate',
  start: Date.UTC(2026, 10, 21, 12, 34, 56, 789),
  duration: 12.34,
  clientWait: 0.85,
  spanCount: 4,
  errorCount: 0,
  isError: false,
  services: ['glassgate'],
  status: 200,
  operation: 'GetObject',
  bucket: 'photos',
  key: 'a/b.jpg',
};

const SPAN: TraceSpan = {
  traceId: SUMMARY.traceId,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  name: 'S3.GetObject',
  kind: 'SERVER',
  service: 'glassgate',
  scope: 'glassgate',
  start: SUMMARY.start,
  duration: 12.34,
  status: 'OK',
  statusMessage: '',
  attributes: {},
  events: [],
  links: [],
  depth: 0,
  childCount: 2,
  selfTime: 1.5,
  isOrphan: false,
  backLinks: [],
};

describe('a request in the terminal', () => {
  test('is one line', () => {
    expect(traceLine(SUMMARY, plain)).toBe(
      '12:34:56.789  200  GetObject                   12.3ms     client 850µs  0af7651916cd43dd8448eb211c80319c  ' +
        'photos/a/b.jpg',
    );
  });

  test('says why it failed, and what it is when it is no S3 request', () => {
    const refused = { ...SUMMARY, status: 404, isError: true, errorType: 'NoSuchKey' };
    expect(traceLine(refused, plain)).toMatch(/ 404 .*photos\/a\/b\.jpg {2}NoSuchKey$/);
    const { status, operation, bucket, key, ...other } = { ...SUMMARY, name: 'upload', isError: true };
    expect([status, operation, bucket, key]).not.toContain(undefined);
    expect(traceLine(other, plain)).toMatch(/ERR {2}upload .* -$/);
  });

  test('obeys nothing that a key says to the terminal', () => {
    const line = traceLine({ ...SUMMARY, key: 'a\u001b[2J\nb\u202e' }, plain);
    expect(line).toContain(String.raw`photos/a\u{1b}[2J\u{a}b\u{202e}`);
  });

  test.each([
    [99.96, '100.0ms'],
    [0.0004, '0µs'],
    [850.4, '850ms'],
    [4567, '4.57s'],
  ])('that took %d ms shows %s', (duration, shown) => {
    expect(traceLine({ ...SUMMARY, duration }, plain)).toContain(` ${shown} `);
  });
});

describe('the table of operations', () => {
  test('counts, averages, and tells what most were faster than', () => {
    const stats = new TraceStats();
    for (let index = 1; index <= 100; index += 1) {
      stats.add({ ...SUMMARY, duration: index, isError: index > 98 });
    }
    stats.add({ ...SUMMARY, operation: 'PutObject', duration: 2000 });
    const [head, , get, put] = stats.table().split('\n');
    expect(head).toMatch(/^Operation +Count +Average +p95 +Max +Errors$/);
    expect(put).toMatch(/^PutObject +1 +2\.00s +2\.00s +2\.00s +0$/);
    const [, p95] = /^GetObject +100 +50\.5ms +(\d+(?:\.\d)?)ms +100ms +2$/.exec(get!)!;
    expect(Number(p95)).toBeGreaterThanOrEqual(95);
    expect(Number(p95)).toBeLessThanOrEqual(95 * 1.05);
  });

  test('keeps no more names than it may', () => {
    const stats = new TraceStats();
    for (let index = 0; index < 700; index += 1) stats.add({ ...SUMMARY, operation: `Made${index}` });
    expect(stats.table().split('\n')[2]).toMatch(/^\(others\) +200 /);
  });
});

describe('a trace in the terminal', () => {
  const detail = (spans: TraceSpan[], truncatedSpans = 0): TraceDetail => ({
    summary: { ...SUMMARY, requestId: 'REQUEST1' },
    spans,
    truncatedSpans,
    criticalPath: [],
    untraced: 0.034,
    logs: [],
  });

  test('is a tree', () => {
    const child = { ...SPAN, depth: 1, childCount: 0 };
    const tree = traceTree(
      detail(
        [
          SPAN,
          { ...child, name: 'Auth.V4Signature', childCount: 1, duration: 2, selfTime: 1 },
          { ...child, name: 'Iam.GetUserAccount', depth: 2, duration: 1 },
          { ...child, name: 'Backend.GetObject', childCount: 1, duration: 8 },
          {
            ...child,
            name: 'Posix.IO.OpenFile',
            depth: 2,
            duration: 0.5,
            status: 'ERROR',
            attributes: { 'error.type': 'NoSuchKey' },
          },
        ],
        7,
      ),
      plain,
    );
    expect(tree).toBe(
      [
        'trace 0af7651916cd43dd8448eb211c80319c, request REQUEST1, 12.3ms, 5 spans, untraced 3 %',
        'S3.GetObject  12.3ms  self 1.5ms',
        '├─ Auth.V4Signature  2.0ms  self 1.0ms',
        '│  └─ Iam.GetUserAccount  1.0ms',
        '└─ Backend.GetObject  8.0ms  self 1.5ms',
        '   └─ Posix.IO.OpenFile  500µs  ERROR NoSuchKey',
        '… and 7 further spans',
        '',
      ].join('\n'),
    );
  });

  test('may be as deep as it will', () => {
    const spans = Array.from({ length: 5000 }, (_, depth) => ({ ...SPAN, depth }));
    expect(
      Math.max(
        ...traceTree(detail(spans), plain)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThan(250);
  });
});
