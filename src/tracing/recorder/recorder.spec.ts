import { jest } from '@jest/globals';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { sourceOf } from '../../../test/support/plain-request.js';
import { ConsistentRatio } from '../sampling/consistent-ratio.js';
import { DECISIONS } from '../sampling/decision.js';
import { SamplingTally } from '../sampling/sampling-tally.js';
import { SlowThresholds } from '../sampling/slow-thresholds.js';
import { TailSampler, type SamplingRules } from '../sampling/tail-sampler.js';
import { followWallClock, spanTime } from '../span-clock.js';
import type { LocalRoot } from './local-root.js';
import { RecordedSpan } from './recorded-span.js';
import { Recorder } from './recorder.js';
import type { Gate } from './trace-consumer.js';
import type { RecorderLimits } from './trace-limits.js';

const REMOTE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isRemote: true };
const ERROR = { code: SpanStatusCode.ERROR, message: 'broken' };

/** A recorder with what it gave away. */
class Subject {
  readonly taken: { names: string[]; root: LocalRoot }[] = [];
  readonly late: string[] = [];
  readonly tally = new SamplingTally();
  readonly recorder: Recorder;

  constructor(
    rules: Partial<SamplingRules> = {},
    limits: Partial<RecorderLimits> = {},
    gates: readonly (Gate | undefined)[] = [undefined],
  ) {
    const sampler = new TailSampler({
      ratio: new ConsistentRatio(0),
      keepErrors: 400,
      keepSlow: new SlowThresholds(1000, new Map([['GetObject', 5000]])),
      exports: true,
      looksAtAll: false,
      isDryRun: false,
      ...rules,
    });
    this.recorder = new Recorder({
      sampler,
      tally: this.tally,
      limits,
      consumers: gates.map((gate) => ({
        ...(gate && { gate }),
        take: (root) => this.taken.push({ names: root.spans.map(({ name }) => name), root }),
        takeLate: ({ decision }, span) => this.late.push(decision?.keep ? span.name : `-${span.name}`),
      })),
    });
  }

  root(within: Context = ROOT_CONTEXT, startTime = spanTime()): Span {
    return this.recorder.startSpan('root', { kind: SpanKind.SERVER, startTime }, within);
  }

  child(parent: Span, name = 'child'): Span {
    return this.recorder.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, parent));
  }

  get outcomes(): Record<string, number> {
    return Object.fromEntries(
      this.tally.all.map(({ keep, reason, traces }) => [`${keep ? '+' : '-'}${reason}`, traces]),
    );
  }
}

const gateOf = (admits: (now: number) => boolean, shutUntil = -Infinity): Gate => ({ admits, shutUntil });

const remote = (traceFlags: number): Context => trace.setSpanContext(ROOT_CONTEXT, { ...REMOTE, traceFlags });

describe('Recorder', () => {
  const subjects: Subject[] = [];
  const make = (...options: ConstructorParameters<typeof Subject>): Subject => {
    const subject = new Subject(...options);
    subjects.push(subject);
    return subject;
  };

  afterEach(() => {
    for (const { recorder } of subjects.splice(0)) recorder.close();
  });

  it('keeps a trace with an error that the ratio does not want, whole, and says why', () => {
    const subject = make();
    const root = subject.root();
    const child = subject.child(root);
    subject.child(child, 'grandchild').end();
    child.end();
    root.setAttribute('http.response.status_code', 404).setStatus(ERROR);
    expect(subject.taken).toEqual([]);
    root.end();
    expect(subject.taken[0]?.names).toEqual(['root', 'child', 'grandchild']);
    expect(subject.taken[0]?.root.decision).toBe(DECISIONS.keepError);
    expect(subject.outcomes).toEqual({ '+error': 1 });
    expect(subject.recorder.load).toEqual({ roots: 0, bytes: 0, isFull: false });
  });

  it('throws away what is neither wrong, slow nor in the ratio', () => {
    const subject = make();
    subject.root().end();
    expect(subject.outcomes).toEqual({ '-not_sampled': 1 });
    expect(subject.taken[0]?.root.decision?.keep).toBe(false);
  });

  it.each([
    ['the status of the request is below the bound', 404, 500, '-not_sampled'],
    ['the status of the request is at the bound', 500, 500, '+error'],
    ['the answer was well but a step failed', 200, 500, '+error'],
    ['it was no request', undefined, 500, '+error'],
    ['errors have no rule', 500, undefined, '-not_sampled'],
  ])('decides on an error where %s', (_what, status, keepErrors, outcome) => {
    const subject = make({ keepErrors });
    const root = subject.root();
    if (status !== undefined) root.setAttribute('http.response.status_code', status);
    root.setStatus(ERROR).end();
    expect(subject.outcomes).toEqual({ [outcome]: 1 });
  });

  it.each([
    [undefined, 1000, 0, '+slow'],
    [undefined, 999, 0, '-not_sampled'],
    ['GetObject', 4999, 0, '-not_sampled'],
    ['GetObject', 5000, 0, '+slow'],
    ['PutObject', 1500, 501, '-not_sampled'],
    ['PutObject', 1500, 500, '+slow'],
  ])('decides on %s of %d ms, %d of them the client’s', (operation, took, waited, outcome) => {
    const subject = make();
    const root = subject.root(ROOT_CONTEXT, spanTime() - 10_000) as RecordedSpan;
    if (operation !== undefined) root.setAttribute('s3.operation', operation);
    root.root.waited(waited);
    root.end(root.startTime + took);
    expect(subject.outcomes).toEqual({ [outcome]: 1 });
  });

  it('follows a caller who records, and one who does not, whatever happens', () => {
    const subject = make();
    const yes = subject.root(remote(TraceFlags.SAMPLED));
    expect(yes.spanContext()).toMatchObject({ traceId: REMOTE.traceId, traceFlags: TraceFlags.SAMPLED });
    yes.end();
    const no = subject.root(remote(TraceFlags.NONE));
    expect(no.isRecording()).toBe(false);
    no.setStatus(ERROR).end();
    expect(subject.outcomes).toEqual({ '+parent_sampled': 1, '-parent_not_sampled': 1 });
  });

  it('notes what a caller does not record where all is looked at, and does not keep it', () => {
    const subject = make({ looksAtAll: true });
    const root = subject.root(remote(TraceFlags.NONE));
    expect(root.isRecording()).toBe(true);
    root.setStatus(ERROR).end();
    expect(subject.taken[0]?.root.decision).toEqual({ keep: false, reason: 'parent_not_sampled' });
  });

  it('makes nothing that nobody can want', () => {
    const subject = make({ keepErrors: undefined, keepSlow: undefined });
    const root = subject.root();
    expect(root.isRecording()).toBe(false);
    expect(subject.child(root)).toBe(root);
    expect(subject.outcomes).toEqual({ '-not_sampled': 1 });
  });

  it('keeps everything in a dry run and says what it would have done', () => {
    const subject = make({ isDryRun: true });
    const root = subject.root() as RecordedSpan;
    root.end();
    expect(root.root.decision).toBe(DECISIONS.dry);
    expect(subject.outcomes).toEqual({ '+not_sampled': 1 });
  });

  it('waits for spans that outlive the request: their errors keep it', () => {
    const subject = make();
    const root = subject.root();
    const child = subject.child(root);
    root.end();
    expect(subject.taken).toEqual([]);
    child.setStatus(ERROR).end();
    expect(subject.outcomes).toEqual({ '+error': 1 });
    expect(subject.taken[0]?.names).toEqual(['root', 'child']);
  });

  it('does not wait for ever, and lets what comes later follow the decision', () => {
    const kept = make({ ratio: new ConsistentRatio(1) }, { grace: 2000 });
    const dropped = make({}, { grace: 2000 });
    const late = [kept, dropped].map((subject) => {
      const root = subject.root();
      const child = subject.child(root, 'late');
      root.end();
      return child;
    });
    kept.recorder.sweep(performance.now() + 1000);
    expect(kept.taken).toEqual([]);
    for (const { recorder } of [kept, dropped]) recorder.sweep(performance.now() + 3000);
    expect(kept.outcomes).toEqual({ '+ratio': 1 });
    const [first] = late;
    for (const child of late) child.end();
    kept.child(first!, 'later').end();
    expect(kept.late).toEqual(['late', 'later']);
    expect(dropped.late).toEqual(['-late']);
    expect(dropped.tally.lateSpans).toBe(1);
  });

  it('gives up waiting for a request, and takes it all the same when it ends with an error', () => {
    const subject = make({}, { maxAge: 5000 });
    const [silent, failing] = [subject.root(), subject.root()];
    subject.child(failing).end();
    subject.recorder.sweep(performance.now() + 7000);
    expect(subject.outcomes).toEqual({ '-timeout': 2 });
    expect(subject.recorder.load.roots).toBe(0);
    silent.end();
    failing.setStatus(ERROR).end();
    expect(subject.late).toEqual(['-root', 'root']);
    expect(subject.tally.lateSpans).toBe(1);
  });

  it('takes no more than it may, and starts again well below that', () => {
    const subject = make({}, { roots: 8 });
    const roots = Array.from({ length: 10 }, () => subject.root());
    expect(roots.filter((root) => root.isRecording())).toHaveLength(8);
    expect(subject.recorder.load).toMatchObject({ roots: 8, isFull: true });
    expect(subject.outcomes).toEqual({ '-overload': 2 });
    for (const root of roots.slice(0, 2)) root.end();
    expect(subject.root().isRecording()).toBe(false);
    roots[2]?.end();
    expect(subject.recorder.load.isFull).toBe(false);
    expect(subject.root().isRecording()).toBe(true);
  });

  it('notes what one who takes only some wants, and says why the others are not there', () => {
    const wanted = [true, false, true];
    const admits = (): boolean => wanted.shift() ?? true;
    const subject = make({ exports: false, ratio: new ConsistentRatio(1) }, { roots: 1 }, [gateOf(admits)]);
    const [noted, beyond, tooMany] = [subject.root(), subject.root(), subject.root()];
    expect([noted, beyond, tooMany].map((root) => root.isRecording())).toEqual([true, false, false]);
    expect(subject.outcomes).toEqual({ '-over_budget': 1, '-overload': 1 });
    noted.end();
    expect(subject.taken[0]?.root.isAdmitted).toBe(true);
  });

  it('asks them by a clock that never goes back, though a request may have waited before it is asked about', () => {
    const times: number[] = [];
    const { recorder } = make({ exports: false }, {}, [gateOf((now) => times.push(now) > 4)]);
    for (const now of [10, 30, 20, 40]) recorder.open(SpanKind.SERVER, REMOTE.traceId, undefined, now);
    expect(times).toEqual([10, 30, 30, 40]);
  });

  it('does not ask about requests that came in before any is admitted', () => {
    const times: number[] = [];
    const admits = (now: number): boolean => times.push(now) > 4;
    const subject = make({ exports: false }, {}, [gateOf(admits, 25), gateOf(() => false, 30)]);
    const { recorder } = subject;
    for (const now of [10, 20, 25]) recorder.open(SpanKind.SERVER, REMOTE.traceId, undefined, now);
    recorder.open(SpanKind.INTERNAL, REMOTE.traceId, undefined, 20);
    expect(times).toEqual([10, 25, 25]);
    expect(subject.outcomes).toEqual({ '-over_budget': 4 });
  });

  it.each([
    [false, 0, ROOT_CONTEXT, 'over_budget'],
    [false, 1, ROOT_CONTEXT, 'over_budget'],
    [false, 1, remote(TraceFlags.NONE), 'over_budget'],
    [true, 0, ROOT_CONTEXT, 'not_sampled'],
    [true, 1, remote(TraceFlags.NONE), 'parent_not_sampled'],
  ])(
    'says of what is not admitted, exported %s, ratio %d, why it is not there',
    (exports, ratio, from, reason) => {
      const rules = {
        exports,
        ratio: new ConsistentRatio(ratio),
        keepErrors: undefined,
        keepSlow: undefined,
      };
      const subject = make(rules, {}, [gateOf(() => false)]);
      for (let index = 0; index < 2; index += 1) subject.root(from);
      expect(subject.outcomes).toEqual({ [`-${reason}`]: 2 });
    },
  );

  it('bounds the bytes of all traces, and of each', () => {
    const subject = make({ ratio: new ConsistentRatio(1) }, { bytes: 100_000, rootBytes: 50_000 });
    const roots = Array.from({ length: 2 }, () => subject.root());
    for (const root of roots) {
      for (let index = 0; index < 100; index += 1) {
        const child = subject.child(root);
        child.setAttribute('text', 'x'.repeat(5000));
        child.addEvent('event', { text: 'x'.repeat(5000) });
        child.end();
      }
    }
    expect(subject.recorder.load.bytes).toBeLessThan(125_000);
    expect(subject.root().isRecording()).toBe(false);
    for (const root of roots) root.end();
    expect(subject.taken[0]?.root.droppedSpans).toBeGreaterThan(0);
    expect(subject.recorder.load.bytes).toBe(0);
  });

  it('lets no trace grow that was let in while there was room, but lets every request say how it ended', () => {
    const subject = make({ ratio: new ConsistentRatio(1) }, { bytes: 100_000, rootBytes: 50_000 });
    const roots = Array.from({ length: 20 }, () => subject.root() as RecordedSpan);
    for (const root of roots) {
      const child = subject.child(root);
      for (let index = 0; index < 100; index += 1) child.setAttribute(`text${index}`, 'x'.repeat(500));
      child.end();
    }
    expect(subject.recorder.load.bytes).toBeLessThan(110_000);
    for (const root of roots) root.setAttribute('http.response.status_code', 200).end();
    expect(roots.map((root) => root.attribute('http.response.status_code'))).toEqual(roots.map(() => 200));
    expect(subject.recorder.load.bytes).toBe(0);
  });

  it('knows how old a request is when the clock of the machine was set', () => {
    const subject = make({}, { maxAge: 600_000 });
    const clock = jest.spyOn(Date, 'now');
    try {
      for (const hours of [-1, 1]) {
        subject.root();
        clock.mockReturnValue(Date.now() + hours * 3_600_000);
        followWallClock();
        subject.root();
        subject.recorder.sweep(performance.now() + 500_000);
        expect(subject.recorder.load.roots).toBe(2);
        subject.recorder.sweep(performance.now() + 700_000);
        expect(subject.recorder.load.roots).toBe(0);
      }
    } finally {
      clock.mockRestore();
      followWallClock();
    }
  });

  it('does not call a request slow that waited for its client before and after it was given up', () => {
    const subject = make({ looksAtAll: true }, { maxAge: 5000 });
    const root = subject.root(ROOT_CONTEXT, spanTime() - 10_000) as RecordedSpan;
    root.root.waited(9_500);
    subject.recorder.sweep(performance.now());
    expect(subject.outcomes).toEqual({ '-timeout': 1 });
    root.root.waited(9_500);
    root.end(root.startTime + 19_500);
    expect(subject.late).toEqual(['-root']);
  });

  it('records while a root is under way, or was kept with a span that is open', () => {
    const { recorder, ...subject } = make({ ratio: new ConsistentRatio(1) });
    expect(recorder.isRecording).toBe(false);
    const root = recorder.root('root', spanTime()) as RecordedSpan;
    expect(recorder.isRecording).toBe(true);
    const late = root.child('late', spanTime())!;
    root.end();
    recorder.sweep(performance.now() + 60_000);
    expect(subject.taken).toHaveLength(1);
    expect(recorder.isRecording).toBe(true);
    const later = late.child('later', spanTime())!;
    late.end();
    expect(recorder.isRecording).toBe(true);
    later.end();
    expect(recorder.isRecording).toBe(false);
    later.child('after the end', spanTime())!.end();
    expect(recorder.isRecording).toBe(false);
    expect(subject.late).toEqual(['late', 'later', 'after the end']);
  });

  it('holds no request once its trace was given away', () => {
    const subject = make();
    const root = subject.root() as RecordedSpan;
    root.source = sourceOf();
    root.end();
    expect(root.source).toBeUndefined();
  });

  it('decides on what is under way when it is closed', () => {
    const subject = make({ ratio: new ConsistentRatio(1) });
    const root = subject.root();
    subject.child(root).end();
    subject.recorder.close();
    expect(subject.outcomes).toEqual({ '+ratio': 1 });
    root.end();
    expect(subject.late).toEqual(['root']);
  });
});
