import { jest } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { kept } from '../../../test/support/kept-trace.js';
import { unrecorded } from '../../../test/support/unrecorded.js';
import { followWallClock, spanTime } from '../../tracing/span-clock.js';
import type { OutcomeList } from '../store/red/outcome-count.js';
import { RedCell } from '../store/red/red-cell.js';
import { RequestTally } from './request-tally.js';

const STEP = 10_000;

/** Operation, status, error, how many, and their milliseconds: in all, of the longest, and their median. */
function outcomesOf({ outcomes }: OutcomeList): unknown[][] {
  return outcomes.map((outcome) => {
    const { operation, status, errorType, time, max, durations } = outcome;
    const cell = new RedCell();
    cell.addOutcome(outcome);
    return [operation, status, errorType, durations.count, time, max, cell.quantiles.p50];
  });
}

const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value) : value);

describe('RequestTally', () => {
  const sent: (readonly OutcomeList[])[] = [];
  let tally: RequestTally;

  /** To so many milliseconds after the beginning of a step; at the beginning itself rounding decides which step it is. */
  function goTo(time: number): void {
    jest.advanceTimersByTime(STEP - (spanTime() % STEP) + time);
  }

  beforeEach(() => {
    jest.useFakeTimers();
    sent.splice(0);
    tally = new RequestTally((lists) => sent.push(lists));
    goTo(1);
  });
  afterEach(() => {
    jest.useRealTimers();
    followWallClock();
  });

  it('hands over how often requests ended how, and how long they took', () => {
    const begun = spanTime();
    tally.addUnrecorded(unrecorded('S3.GetObject', 10));
    tally.addUnrecorded(unrecorded('GET /{Bucket}', 1, { status: 400, errorType: 'InvalidURI' }));
    tally.addUnrecorded(unrecorded('S3.GetObject', 30));
    tally.addUnrecorded(unrecorded('S3.GetObject', 10));
    const failed = kept(2);
    failed.status = 404;
    failed.span.statusCode = SpanStatusCode.ERROR;
    failed.span.endTime = failed.span.startTime + 3;
    failed.span.first = { 'error.type': 'NoSuchKey' };
    tally.addRoot(failed);
    const open = kept(1);
    open.span.endTime = undefined;
    tally.addRoot(open);
    jest.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.map(({ end }) => end - begun)).toEqual([0]);
    expect(outcomesOf(sent[0]![0]!).map((outcome) => outcome.map(rounded))).toEqual([
      ['GetObject', 200, '', 3, 50, 30, 10],
      ['unknown', 400, 'InvalidURI', 1, 1, 1, 1],
      ['GetObject', 404, 'NoSuchKey', 1, 3, 3, 3],
    ]);
  });

  it('counts any number of them', () => {
    for (let index = 1; index <= 100; index += 1) {
      tally.addUnrecorded(unrecorded('S3.GetObject', index));
      if (index % 3 === 0) tally.addUnrecorded(unrecorded('S3.PutObject', 1));
    }
    jest.advanceTimersByTime(1_000);
    expect(outcomesOf(sent[0]![0]!).map((outcome) => outcome.slice(0, 6).map(rounded))).toEqual([
      ['GetObject', 200, '', 100, 5050, 100],
      ['PutObject', 200, '', 33, 33, 1],
    ]);
  });

  it('waits a second, but not until the next step of the series', () => {
    goTo(5_000);
    tally.addUnrecorded(unrecorded('S3.GetObject', 2));
    jest.advanceTimersByTime(998);
    expect(sent).toHaveLength(0);
    jest.advanceTimersByTime(2);
    expect(sent).toHaveLength(1);
    tally.taken();
    goTo(9_700);
    tally.addUnrecorded(unrecorded('S3.GetObject', 2));
    jest.advanceTimersByTime(301);
    expect(sent).toHaveLength(2);
  });

  it('counts on while the other side is busy, each step for itself', () => {
    tally.addUnrecorded(unrecorded('S3.HeadObject', 2));
    jest.advanceTimersByTime(1_000);
    const begun = spanTime();
    for (let step = 0; step < 3; step += 1) {
      for (let index = 0; index < 50_000; index += 1) tally.addUnrecorded(unrecorded('S3.GetObject', 2));
      goTo(1);
    }
    expect(sent).toHaveLength(1);
    tally.taken();
    jest.advanceTimersByTime(1);
    expect(sent).toHaveLength(2);
    const counts = sent[1]!.map(({ outcomes, end }) => [outcomes[0]!.durations.count, end >= begun]);
    expect(counts).toEqual([
      [50_000, true],
      [50_000, true],
      [50_000, true],
    ]);
    const steps = sent[1]!.map(({ end }) => Math.floor(end / STEP));
    expect(steps).toEqual([steps[0], steps[0]! + 1, steps[0]! + 2]);
    tally.taken();
    jest.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(2);
  });

  it('keeps the steps of three hours while the other side is busy', () => {
    tally.addUnrecorded(unrecorded('S3.HeadObject', 2));
    jest.advanceTimersByTime(1_000);
    for (let step = 0; step < 1_100; step += 1) {
      goTo(1);
      tally.addUnrecorded(unrecorded('S3.GetObject', 2));
    }
    const newest = spanTime();
    tally.taken();
    jest.advanceTimersByTime(1_000);
    expect(sent[1]).toHaveLength(1_080);
    expect(sent[1]!.at(-1)!.end).toBe(newest);
  });

  it('dates nothing by a request that was over long ago', () => {
    const old = kept(1);
    old.span.endTime = spanTime() - 25_000;
    tally.addRoot(old);
    tally.addUnrecorded(unrecorded('S3.HeadObject', 2));
    const now = spanTime();
    jest.advanceTimersByTime(1_000);
    expect(sent[0]!.map(({ end }) => end)).toEqual([now]);
  });

  it('dates what it counts by the clock as it is set by then', () => {
    tally.addUnrecorded(unrecorded('S3.HeadObject', 2));
    jest.advanceTimersByTime(1_000);
    tally.taken();
    for (const hours of [2, -1]) {
      jest.setSystemTime(Date.now() + hours * 3_600_000);
      followWallClock();
      const now = spanTime();
      for (let index = 0; index < 20; index += 1) {
        const ahead = kept(1);
        ahead.span.endTime = now + 7_200_000;
        tally.addRoot(ahead);
        tally.addUnrecorded(unrecorded('S3.GetObject', 2));
      }
      jest.advanceTimersByTime(1_000);
      tally.taken();
      expect(sent.at(-1)!.map(({ end }) => end)).toEqual([now]);
    }
  });

  it('is bounded, whatever the errors are called', () => {
    for (let index = 0; index < 3_000; index += 1)
      tally.addUnrecorded(unrecorded('S3.GetObject', 2, { status: 500, errorType: `E${index}` }));
    jest.advanceTimersByTime(1_000);
    const { outcomes } = sent[0]![0]!;
    expect(outcomes).toHaveLength(1_001);
    expect(outcomes.at(-1)).toMatchObject({ operation: 'unknown', status: 500, errorType: '_OTHER' });
    expect(outcomes.at(-1)!.durations.count).toBe(2_000);
  });
});
