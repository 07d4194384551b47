import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { LinkedContext } from '../tracing/recorder/linked-context.js';
import type { RecordedSpan } from '../tracing/recorder/recorded-span.js';
import { Recorder } from '../tracing/recorder/recorder.js';
import type { RecorderLimits } from '../tracing/recorder/trace-limits.js';
import { ConsistentRatio } from '../tracing/sampling/consistent-ratio.js';
import { SamplingTally } from '../tracing/sampling/sampling-tally.js';
import { TailSampler } from '../tracing/sampling/tail-sampler.js';
import { spanTime } from '../tracing/span-clock.js';
import type { Family, Sample } from './family.js';
import { MetricsConsumer } from './metrics.consumer.js';
import { posixFamilies } from './posix.families.js';
import { PosixMetrics } from './posix-metrics.js';
import { requestFamilies } from './request.families.js';
import { RequestMetrics } from './request-metrics.js';

const CALLS = 'traces_span_metrics_calls_total';
const DURATION = 'traces_span_metrics_duration_milliseconds';
const FIRST_BYTE = 'glassgate_request_time_to_first_byte_seconds';
const PHASES = 'glassgate_request_phase_seconds_total';

/** The metrics behind a recorder of their own. */
class Subject {
  readonly recorder: Recorder;
  private readonly families: ReadonlyMap<string, Family>;

  /** @param share of the traces that are kept */
  constructor(share = 1, limits: Partial<RecorderLimits> = {}) {
    const requests = new RequestMetrics('glassgate', true);
    const posix = new PosixMetrics();
    const sampler = new TailSampler({
      ratio: new ConsistentRatio(share),
      keepErrors: undefined,
      keepSlow: undefined,
      exports: true,
      looksAtAll: true,
      isDryRun: false,
    });
    const consumers = [new MetricsConsumer(requests, posix)];
    this.recorder = new Recorder({ sampler, tally: new SamplingTally(), limits, consumers });
    const all = [...requestFamilies(requests), ...posixFamilies(posix)];
    this.families = new Map(all.map((family) => [family.name, family]));
  }

  begin(name = 'S3.GetObject', startTime = spanTime(), kind = SpanKind.SERVER): Span {
    return this.recorder.startSpan(name, { kind, startTime }, ROOT_CONTEXT);
  }

  child(parent: Span, name: string, startTime = spanTime()): Span {
    return this.recorder.startSpan(name, { startTime }, trace.setSpan(LinkedContext.ROOT, parent));
  }

  /** Samples of a family whose labels say this, among others. */
  find(name: string, labels: Readonly<Record<string, string>> = {}, metricName?: string): Sample[] {
    const samples = this.families.get(name)!.samples();
    return samples.filter(
      (one) =>
        one.metricName === metricName &&
        Object.entries(labels).every(
          ([label, value]) => ({ ...one.sharedLabels, ...one.labels })[label] === value,
        ),
    );
  }

  sum(name: string, labels: Readonly<Record<string, string>> = {}, metricName?: string): number {
    return this.find(name, labels, metricName).reduce((sum, { value }) => sum + value, 0);
  }
}

describe('MetricsConsumer', () => {
  const subjects: Subject[] = [];
  const make = (...options: ConstructorParameters<typeof Subject>): Subject => {
    const subject = new Subject(...options);
    subjects.push(subject);
    return subject;
  };

  afterEach(() => {
    for (const { recorder } of subjects.splice(0)) recorder.close();
    context.disable();
  });

  it('counts a request when all its spans have ended, once', () => {
    const subject = make();
    const root = subject.begin();
    const child = subject.child(root, 'Posix.IO.ReadData');
    (root as RecordedSpan).root.status = 206;
    root.setStatus({ code: SpanStatusCode.OK }).end();
    expect(subject.sum(CALLS)).toBe(0);
    child.setAttribute('posix.bytes_read', 12).end();
    root.end();
    expect(subject.sum(CALLS)).toBe(1);
    expect(subject.sum(CALLS, { span_name: 'S3.GetObject', http_response_status_code: '206' })).toBe(1);
    expect(subject.sum('glassgate_posix_io_bytes_total', { call: 'ReadData' })).toBe(12);
  });

  it('puts a duration into the bucket that it is not above', () => {
    const subject = make();
    for (const duration of [2, 2.001, 15_000, 15_000.5]) {
      const start = 1_800_000_000_000;
      subject
        .begin('S3.PutObject', start)
        .setStatus({ code: SpanStatusCode.OK })
        .end(start + duration);
    }
    const labels = { span_name: 'S3.PutObject' };
    const buckets = subject.find(DURATION, labels, `${DURATION}_bucket`);
    const byBound = new Map(buckets.map((one) => [one.labels['le'], one.value]));
    expect([2, 4, 10_000, 15_000, '+Inf'].map((le) => byBound.get(le))).toEqual([1, 2, 2, 3, 4]);
    expect(subject.sum(DURATION, labels, `${DURATION}_sum`)).toBeCloseTo(30_004.501, 2);
    expect(subject.sum(DURATION, labels, `${DURATION}_count`)).toBe(4);
  });

  it.each([0, 1])('counts a request that was given up when it ends after all (share kept: %d)', (share) => {
    const subject = make(share, { maxAge: 5000 });
    const root = subject.begin();
    const reading = subject.child(root, 'Posix.IO.ReadData');
    subject.child(root, 'Posix.IO.OpenFile').end();
    subject.recorder.sweep(performance.now() + 7000);
    expect(subject.sum(CALLS)).toBe(0);
    reading.setAttribute('posix.bytes_read', 5).end();
    (root as RecordedSpan).root.status = 200;
    root.setStatus({ code: SpanStatusCode.OK }).end();
    expect(subject.sum(CALLS)).toBe(1);
    expect(subject.sum('glassgate_posix_io_bytes_total')).toBe(5);
    const whole = subject.sum(DURATION, {}, `${DURATION}_sum`);
    expect(subject.sum(PHASES, { phase: 'other' }) * 1000).toBeCloseTo(whole, 6);
  });

  it('counts no request twice that ended before the last of its spans', () => {
    const subject = make(1, { grace: 1000 });
    const root = subject.begin();
    const late = subject.child(root, 'Posix.IO.WriteData');
    root.setStatus({ code: SpanStatusCode.OK }).end();
    subject.recorder.sweep(performance.now() + 2000);
    expect(subject.sum(CALLS)).toBe(1);
    late.setAttribute('posix.bytes_written', 7).end();
    expect(subject.sum(CALLS)).toBe(1);
    expect(subject.sum('glassgate_posix_io_bytes_total', { call: 'WriteData' })).toBe(7);
  });

  it('names the newest trace of a bucket that is kept', () => {
    const subject = make(1);
    const start = 1_800_000_000_000;
    const [first, second, slow] = [1, 1.5, 700].map((duration) => {
      const span = subject.begin('S3.GetObject', start).setStatus({ code: SpanStatusCode.OK });
      span.end(start + duration);
      return span.spanContext();
    });
    const exemplars = subject
      .find(DURATION, {}, `${DURATION}_bucket`)
      .filter(({ exemplar }) => exemplar)
      .map(({ labels, exemplar }) => [labels['le'], exemplar?.labelSet['trace_id'], exemplar?.value]);
    expect(exemplars).toEqual([
      [2, second!.traceId, 1.5],
      [800, slow!.traceId, 700],
    ]);
    expect(first!.traceId).not.toBe(second!.traceId);
    const dropped = make(0);
    dropped.begin().setStatus({ code: SpanStatusCode.OK }).end();
    expect(dropped.sum(CALLS)).toBe(1);
    expect(dropped.find(CALLS).filter(({ exemplar }) => exemplar)).toEqual([]);
    const shown = dropped.begin() as RecordedSpan;
    shown.root.isAdmitted = true;
    shown.setStatus({ code: SpanStatusCode.OK }).end();
    expect(dropped.find(CALLS).map(({ exemplar }) => exemplar?.labelSet['trace_id'])).toContain(
      shown.root.traceId,
    );
  });

  it('counts work that nobody asked for as work of the file system alone', () => {
    const subject = make();
    const run = subject.begin('Lifecycle.Run', spanTime(), SpanKind.INTERNAL);
    subject.child(run, 'Posix.IO.Remove').end();
    run.end();
    expect(subject.sum(CALLS)).toBe(0);
    expect(subject.find('glassgate_posix_io_seconds_total', { call: 'Remove' })).toHaveLength(1);
  });

  it('counts a copy where it is made, not where it is repeated', () => {
    const subject = make();
    const root = subject.begin('S3.CompleteMultipartUpload');
    const part = subject.child(root, 'Posix.IO.CopyPart');
    subject.child(part, 'Posix.IO.FastFileCopy').setAttribute('posix.copy_method', 'reflink').end();
    part.setAttribute('posix.copy_method', 'reflink').end();
    const copy = subject.child(root, 'Backend.CopyObject');
    copy.setAttribute('posix.copy_method', 'io_copy_with_checksum').end();
    root.end();
    const copies = 'glassgate_posix_copies_total';
    expect(subject.sum(copies, { method: 'reflink' })).toBe(1);
    expect(subject.sum(copies, { method: 'io_copy_with_checksum' })).toBe(1);
    expect(subject.sum(copies)).toBe(2);
  });

  it('lets no sum go back when the clock is set back under a request', () => {
    const subject = make();
    const start = 1_800_000_000_000;
    const span = subject.begin('S3.GetObject', start) as RecordedSpan;
    span.root.firstByte = start - 3_600_000;
    span.setStatus({ code: SpanStatusCode.OK }).end(start - 3_599_000);
    expect(subject.sum(CALLS, { span_name: 'S3.GetObject' })).toBe(1);
    for (const name of [DURATION, FIRST_BYTE]) {
      expect(subject.sum(name, {}, `${name}_sum`)).toBe(0);
      expect(subject.sum(name, {}, `${name}_count`)).toBe(1);
    }
  });

  it('is bounded in names and in outcomes', () => {
    const subject = make();
    const end = (span: Span, type: string): void =>
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR }).end();
    const before = subject.find(CALLS).length;
    for (let index = 0; index < 3000; index += 1) end(subject.begin(`M${index} /`), 'Odd');
    for (let index = 0; index < 3000; index += 1) end(subject.begin('S3.GetObject'), `E${index}`);
    expect(subject.sum(CALLS)).toBe(6000);
    expect(subject.find(CALLS).length - before).toBeLessThan(700);
    expect(subject.sum(CALLS, { span_name: '_OTHER' })).toBeGreaterThan(2000);
    expect(subject.sum(CALLS, { span_name: 'S3.GetObject', error_type: '_OTHER' })).toBeGreaterThan(2000);
  });
});
