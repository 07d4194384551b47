import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { ExportLane } from './export-lane.js';
import type { ExportTarget } from './export-target.js';
import { RejectionError } from './rejection.error.js';
import type { SpanBatch, SpanForm, SpanGroup } from './span-form.js';

const SETTINGS = { queueSize: 10, batchSize: 4, delay: 1, timeout: 60_000 };

/** Nothing is known of the spans but how many they are. */
const FORM: Pick<SpanForm<SpanGroup, SpanBatch>, 'batch'> = {
  batch: (parts) => ({ length: parts.reduce((sum, { from, to }) => sum + to - from, 0) }),
};

interface Export {
  readonly size: number;
  readonly done: (result: ExportResult) => void;
}

/** Exports that came, which the test answers. */
class Receiver {
  readonly exports: Export[] = [];
  private waiting: (() => void) | undefined;

  target(more: Partial<ExportTarget<SpanBatch>> = {}): ExportTarget<SpanBatch> {
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
  const lane = (
    more: Partial<ExportTarget<SpanBatch>> = {},
    settings = {},
  ): ExportLane<SpanGroup, SpanBatch> =>
    new ExportLane(receiver.target(more), FORM, { ...SETTINGS, ...settings }, () => undefined);
  const offer = (to: ExportLane<SpanGroup, SpanBatch>, length: number): void =>
    to.offer(length, 1, () => ({ length, bytes: 1, size: () => 0 }));

  beforeEach(() => {
    receiver = new Receiver();
  });

  afterEach(() => {
    for (const { done } of receiver.exports) done(ok);
  });

  it('sends a full batch at once and the rest after a while', async () => {
    const full = lane();
    offer(full, 5);
    expect(receiver.sizes).toEqual([4]);
    expect(full.counts).toMatchObject({ queued: 1, inFlight: 4, exported: 0 });
    expect((await receiver.nth(1)).size).toBe(1);
  });

  it('has as many exports under way as it may, and sends on when one has ended', async () => {
    const busy = lane();
    offer(busy, 10);
    expect(receiver.sizes).toEqual([4, 4]);
    receiver.exports[0]?.done(ok);
    expect((await receiver.nth(2)).size).toBe(2);
    expect(busy.counts).toMatchObject({ exported: 4, inFlight: 6, queued: 0 });
  });

  it('takes a group whole or not at all', () => {
    const small = lane({ concurrency: 0 });
    offer(small, 7);
    offer(small, 4);
    offer(small, 3);
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
    offer(stubborn, 4);
    (await receiver.nth(0)).done(failed('later'));
    (await receiver.nth(1)).done(failed('later'));
    (await receiver.nth(2)).done(ok);
    offer(stubborn, 4);
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
    offer(impatient, 4);
    offer(impatient, 4);
    (await receiver.nth(1)).done(failed('later'));
    await impatient.flush();
    expect(impatient.counts.dropped).toEqual({ export_timeout: 4, export_failed: 4 });
    receiver.exports[0]?.done(ok);
    expect(impatient.counts).toMatchObject({ exported: 0, inFlight: 0 });
  });

  it('begins no more exports when too many were never answered, until they are', async () => {
    const dead = lane({}, { timeout: 1 });
    for (let index = 0; index < 50; index += 1) {
      offer(dead, 4);
      await dead.flush();
    }
    expect(receiver.exports).toHaveLength(32);
    expect(dead.counts.dropped).toEqual({ export_timeout: 200 });
    for (const { done } of receiver.exports) done(ok);
    offer(dead, 4);
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
    offer(broken, 2);
    await broken.flush();
    expect(broken.counts).toMatchObject({ dropped: { export_failed: 2 }, why: 'export failed: broken' });
  });

  it('counts what the receiver refused of an export that it took', async () => {
    const choosy = lane({ retryIn: () => 1 });
    offer(choosy, 4);
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
    offer(ended, 9);
    const flushed = ended.flush();
    ended.close();
    await flushed;
    receiver.exports[0]?.done(ok);
    await new Promise(setImmediate);
    expect(ended.counts).toMatchObject({ exported: 0, queued: 0, inFlight: 0, dropped: { shutdown: 9 } });
  });
});
