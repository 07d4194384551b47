import { jest } from '@jest/globals';
import { keepLog } from '../../test/support/log-lines.js';
import { MemoryBackend } from '../backend/memory/memory.backend.js';
import type { ListBucketsResult } from '../backend/model/bucket.js';
import { LifecycleConfig } from '../config/lifecycle.config.js';
import { ServerConfig } from '../config/server.config.js';
import { LifecycleRunner } from './lifecycle.runner.js';
import { LifecycleScheduler } from './lifecycle.scheduler.js';

const HOUR = 3_600_000;

/** A storage that counts runs by their first question. */
class CountedBackend extends MemoryBackend {
  runs = 0;

  override listBuckets(): Promise<ListBucketsResult> {
    this.runs += 1;
    return Promise.resolve({ buckets: [], isTruncated: false });
  }
}

describe('the schedule of the lifecycle rules', () => {
  let backend: CountedBackend;
  let log: ReturnType<typeof keepLog>;
  const schedule = (interval: number, server: Partial<ServerConfig> = {}): LifecycleScheduler => {
    const config = Object.assign(new LifecycleConfig(), { interval });
    const runner = new LifecycleRunner(backend);
    const scheduler = new LifecycleScheduler(runner, config, Object.assign(new ServerConfig(), server));
    scheduler.onApplicationBootstrap();
    return scheduler;
  };

  beforeEach(() => {
    backend = new CountedBackend();
    log = keepLog();
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    log.restore();
  });

  it('has a first run within the interval and others about an interval apart', async () => {
    const scheduler = schedule(HOUR);
    await jest.advanceTimersByTimeAsync(HOUR);
    expect(backend.runs).toBeGreaterThanOrEqual(1);
    expect(backend.runs).toBeLessThanOrEqual(2);
    const before = backend.runs;
    await jest.advanceTimersByTimeAsync(100 * HOUR);
    expect(backend.runs - before).toBeGreaterThanOrEqual(90);
    expect(backend.runs - before).toBeLessThanOrEqual(112);
    await scheduler.onModuleDestroy();
  });

  it.each([
    ['off', 0, {}],
    ['that of a read-only gateway', HOUR, { readOnly: true }],
  ])('is empty where it is %s', async (_what, interval, server) => {
    schedule(interval, server);
    await jest.advanceTimersByTimeAsync(100 * HOUR);
    expect(backend.runs).toBe(0);
  });

  it('ends with the application', async () => {
    const scheduler = schedule(HOUR);
    await scheduler.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(100 * HOUR);
    expect(backend.runs).toBe(0);
  });
});
