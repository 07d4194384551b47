import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ExportLane } from './export-lane.js';
import type { ExportTarget } from './export-target.js';
import { RejectionError } from './rejection.error.js';

const SETTINGS = { queueSize: 10, batchSize: 4, delay: 1, timeout: 60_000 };

const spans = (count: number): ReadableSpan[] => Array.from({ length: count }, () => ({}) as ReadableSpan);

interface Export {
  readonly size: number;
  readonly done: (result: ExportResult) => void;
}

/** Exports that came, which the test answers. */
class Receiver {
  readonly exports: Export[] = [];
  private waiting: (() => void) | undefined;

  target(more: Partial<ExportTarget> = {}): ExportTarget {
    return {
      name: 'otlp',
      concurrency: 2,
      exporter: {
        export: (batch, done) => {
          this.exports.push({ size: batch.length, done });
          this.waiting?.();
        },
        shutdown: async () => {},
      },
      ...more,
    };
  }

  /** The export of that number, once it is here. */
  async nth(number: number): Promise<Export> {
    while (this.exports.length <= number) await new Promise<void>((resolve) => (this.waiting = resolve));
    return this.exports[number]!;
  }

  get sizes(): number[] {
    return this.exports.map(({ size }) => size);
  }
}

const ok = { code: ExportResultCode.SUCCESS };
const failed = (message: string) => ({ code: ExportResultCode.FAILED, error: new Error(message) });

describe('ExportLane', () => {
  let receiver: Receiver;
  const lane = (more: Partial<ExportTarget> = {}, settings = {}): ExportLane =>
    new ExportLane(receiver.target(more), { ...SETTINGS, ...settings }, () => undefined);

  beforeEach(() => {
    receiver = new Receiver();
  });

  afterEach(() => {
    for (const { done } of receiver.exports) done(ok);
  });

  it('sends a full batch at once and the rest after a while', async () => {
    const full = lane();
    full.offer(spans(5), 1);
    expect(receiver.sizes).toEqual([4]);
    expect(full.counts).toMatchObject({ queued: 1, inFlight: 4, exported: 0 });
    expect((await receiver.nth(1)).size).toBe(1);
  });

  it('has as many exports under way as it may, and sends on when one has ended', async () => {
    const busy = lane();
    busy.offer(spans(10), 1);
    expect(receiver.sizes).toEqual([4, 4]);
    receiver.exports[0]?.done(ok);
    expect((await receiver.nth(2)).size).toBe(2);
    expect(busy.counts).toMatchObject({ exported: 4, inFlight: 6, queued: 0 });
  });

  it('takes a group whole or not at all', () => {
    const small = lane({ concurrency: 0 });
    small.offer(spans(7), 1);
    small.offer(spans(4), 1);
    small.offer(spans(3), 1);
    expect(small.counts).toMatchObject({
      queued: 10,
      dropped: { exporter_queue_full: 4 },
      why: 'the queue of 10 spans or 64 MiB is full',
    });
  });

  it('tries again what may succeed, and loses what cannot', async () => {
    const attempts: number[] = [];
    const retryIn = (error: Error, attempt: number): number | undefined => {
      attempts.push(attempt);
      return error.message === 'later' ? 1 : undefined;
    };
    const stubborn = lane({ retryIn });
    stubborn.offer(spans(4), 1);
    (await receiver.nth(0)).done(failed('later'));
    (await receiver.nth(1)).done(failed('later'));
    (await receiver.nth(2)).done(ok);
    stubborn.offer(spans(4), 1);
    (await receiver.nth(3)).done(failed('never\nagain'));
    await stubborn.flush();
    expect(attempts).toEqual([0, 1, 0]);
    expect(stubborn.counts).toMatchObject({
      exported: 4,
      dropped: { export_failed: 4 },
      why: 'export failed: never again',
    });
  });

  it('waits for no answer for ever, nor tries again for longer', async () => {
    const impatient = lane({ retryIn: () => 100_000 }, { timeout: 5 });
    impatient.offer(spans(4), 1);
    impatient.offer(spans(4), 1);
    (await receiver.nth(1)).done(failed('later'));
    await impatient.flush();
    expect(impatient.counts.dropped).toEqual({ export_timeout: 4, export_failed: 4 });
    receiver.exports[0]?.done(ok);
    expect(impatient.counts).toMatchObject({ exported: 0, inFlight: 0 });
  });

  it('begins no more exports when too many were never answered, until they are', async () => {
    const dead = lane({}, { timeout: 1 });
    for (let index = 0; index < 50; index += 1) {
      dead.offer(spans(4), 1);
      await dead.flush();
    }
    expect(receiver.exports).toHaveLength(32);
    expect(dead.counts.dropped).toEqual({ export_timeout: 200 });
    for (const { done } of receiver.exports) done(ok);
    dead.offer(spans(4), 1);
    receiver.exports[32]?.done(ok);
    await dead.flush();
    expect(dead.counts).toMatchObject({ exported: 4, dropped: { export_timeout: 200 } });
  });

  it('survives an exporter that throws', async () => {
    const exporter = {
      export: () => {
        throw new Error('broken');
      },
      shutdown: async () => {},
    };
    const broken = lane({ exporter });
    broken.offer(spans(2), 1);
    await broken.flush();
    expect(broken.counts).toMatchObject({ dropped: { export_failed: 2 }, why: 'export failed: broken' });
  });

  it('counts what the receiver refused of an export that it took', async () => {
    const choosy = lane({ retryIn: () => 1 });
    choosy.offer(spans(4), 1);
    receiver.exports[0]?.done({ code: ExportResultCode.FAILED, error: new RejectionError(3, 'too long') });
    await choosy.flush();
    expect(choosy.counts).toMatchObject({
      exported: 1,
      dropped: { export_rejected: 3 },
      why: 'the receiver refused spans: too long',
    });
  });

  it('gives up at its end what is not delivered, and hears no later answer', async () => {
    const ended = lane({ retryIn: () => 100_000 });
    ended.offer(spans(9), 1);
    const flushed = ended.flush();
    ended.close();
    await flushed;
    receiver.exports[0]?.done(ok);
    await new Promise(setImmediate);
    expect(ended.counts).toMatchObject({ exported: 0, queued: 0, inFlight: 0, dropped: { shutdown: 9 } });
  });
});
