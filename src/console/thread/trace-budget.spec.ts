import { jest } from '@jest/globals';
import { INVALID_SPAN_CONTEXT, SpanKind } from '@opentelemetry/api';
import { kept } from '../../../test/support/kept-trace.js';
import { unrecorded } from '../../../test/support/unrecorded.js';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import { soleSpan } from '../../tracing/recorder/sole-span.js';
import { SlowThresholds } from '../../tracing/sampling/slow-thresholds.js';
import { spanTime } from '../../tracing/span-clock.js';
import { TraceBudget } from './trace-budget.js';

const SLOW = SlowThresholds.of({ '*': 1000, GetObject: 5000 });

/** A request that took so many milliseconds. */
function rootOf(name: string, took: number, clientWait = 0): LocalRoot {
  const root = kept(1);
  root.span.name = name;
  root.span.endTime = root.span.startTime + took;
  root.span.clientWait = clientWait;
  return root;
}

describe('TraceBudget', () => {
  it('takes what a hundred quiet seconds have left at once, and then so many a second', () => {
    const budget = new TraceBudget(5, SLOW);
    const admitted = (now: number): number =>
      Array.from({ length: 600 }, () => budget.admits(now, SpanKind.SERVER)).filter(Boolean).length;
    expect([admitted(0), admitted(0), admitted(2000)]).toEqual([500, 0, 10]);
  });

  it('takes ordinary requests in groups where there are more all the time, and others one by one', () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const budget = new TraceBudget(10, SLOW);
    const admitted = (now: number, kind: SpanKind): number =>
      Array.from({ length: 1100 }, () => budget.admits(now, kind)).filter(Boolean).length;
    expect([0, 950, 1000].map((now) => admitted(now, SpanKind.SERVER))).toEqual([1000, 0, 10]);
    expect([0, 100, 200].map((now) => admitted(now, SpanKind.INTERNAL))).toEqual([1000, 1, 1]);
    random.mockRestore();
  });

  it('says until when it admits no request, whatever else it is asked', () => {
    const budget = new TraceBudget(2, SLOW);
    expect(budget.shutUntil).toBe(-Infinity);
    for (let index = 0; index < 200; index += 1) budget.admits(5, SpanKind.SERVER);
    const { shutUntil } = budget;
    expect(shutUntil).toBeGreaterThan(5);
    for (let index = 0; index < 201; index += 1) budget.admits(6, SpanKind.INTERNAL);
    expect(budget.shutUntil).toBe(shutUntil);
    expect(budget.admits(shutUntil - 0.01, SpanKind.SERVER)).toBe(false);
    expect(budget.admits(shutUntil, SpanKind.SERVER)).toBe(true);
  });

  it('is open for all, or for none', () => {
    const [all, none] = [new TraceBudget(Infinity, SLOW), new TraceBudget(0, SLOW)];
    expect([all, none].map((budget) => budget.admits(1, SpanKind.SERVER))).toEqual([true, false]);
    expect([all, none].map(({ shutUntil }) => shutUntil)).toEqual([-Infinity, Infinity]);
  });

  it('has a share for what failed or was slow, which nothing else uses up', () => {
    const budget = new TraceBudget(0.2, SLOW);
    for (let index = 0; index < 40; index += 1) budget.admits(0, SpanKind.SERVER);
    const failed = rootOf('S3.PutObject', 10);
    failed.hasError = true;
    expect(budget.takes(rootOf('S3.PutObject', 10))).toBe(false);
    expect(budget.takes(failed)).toBe(true);
    for (let index = 0; index < 40; index += 1) budget.takes(failed);
    expect(budget.takes(failed)).toBe(false);
  });

  it('lets no flood of refusals use up the share of faults and of what is slow', () => {
    const budget = new TraceBudget(0.2, SLOW);
    const refused = Object.assign(rootOf('S3.PutObject', 10), { hasError: true, status: 403 });
    const fault = Object.assign(rootOf('S3.PutObject', 10), { hasError: true, status: 500 });
    for (let index = 0; index < 40; index += 1) budget.takes(refused);
    expect(budget.takes(refused)).toBe(false);
    expect(budget.takes(fault)).toBe(true);
    expect(budget.takes(rootOf('S3.PutObject', 2000))).toBe(true);
  });

  it('takes work that no request asked for beside however many requests', () => {
    const budget = new TraceBudget(0.2, SLOW);
    for (let index = 0; index < 40; index += 1) budget.admits(0, SpanKind.SERVER);
    expect(budget.admits(0, SpanKind.SERVER)).toBe(false);
    expect(budget.admits(0, SpanKind.INTERNAL)).toBe(true);
    for (let index = 0; index < 40; index += 1) budget.admits(0, SpanKind.INTERNAL);
    expect(budget.admits(0, SpanKind.INTERNAL)).toBe(false);
  });

  it('takes for slow what is not over after so long', () => {
    const budget = new TraceBudget(0.2, SLOW);
    const open = (startTime: number): LocalRoot =>
      soleSpan(INVALID_SPAN_CONTEXT, undefined, 'S3.PutObject', startTime).root;
    expect(budget.takes(open(spanTime()))).toBe(false);
    expect(budget.takes(open(spanTime() - 1000))).toBe(true);
  });

  it.each([
    ['S3.PutObject', 1500, 0, true],
    ['S3.PutObject', 1500, 600, false],
    ['S3.GetObject', 4000, 0, false],
    ['S3.GetObject', 5000, 0, true],
    ['GET /{Bucket}', 1000, 0, true],
  ])('judges %s of %d ms, %d of them the client’s', (name, took, clientWait, isSlow) => {
    const root = rootOf(name, took, clientWait);
    expect(new TraceBudget(0.2, SLOW).takes(root)).toBe(isSlow);
    const request = unrecorded(name, took, { clientWait });
    expect(new TraceBudget(0.2, SLOW).takesUnrecorded(request)).toBe(isSlow);
  });
});
