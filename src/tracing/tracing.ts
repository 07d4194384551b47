import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TracingHandle } from './tracing-handle.js';

const FLUSH_DEADLINE_MS = 5_000;

/** Tracing as the application sees it. */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  constructor(private readonly handle: TracingHandle | undefined) {}

  get enabled(): boolean {
    return this.handle !== undefined;
  }

  /** Finished spans so far: delivered, lost, waiting. `undefined` when tracing is off. */
  get tally(): TracingHandle['tally'] | undefined {
    return this.handle?.tally;
  }

  /** What was kept and thrown away so far. `undefined` when nothing is recorded. */
  get sampling(): TracingHandle['sampling'] | undefined {
    return this.handle?.sampling;
  }

  /** Sends what waits, for at most `deadlineMs` milliseconds, and stops. Never fails. */
  async shutdown(deadlineMs = FLUSH_DEADLINE_MS): Promise<void> {
    await this.handle?.shutdown(deadlineMs);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.shutdown();
  }
}
