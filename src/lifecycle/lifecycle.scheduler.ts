import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LifecycleConfig } from '../config/lifecycle.config.js';
import { ServerConfig } from '../config/server.config.js';
import { LifecycleRunner } from './lifecycle.runner.js';

/** Of the interval, to either side: gateways that were started together do not stay together. */
const JITTER = 0.1;

/** Starts runs, the first at random within the interval, and ends the one under way with the application. */
@Injectable()
export class LifecycleScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly interval: number;
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private run: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runner: LifecycleRunner,
    { interval }: LifecycleConfig,
    { readOnly }: ServerConfig,
  ) {
    this.interval = readOnly ? 0 : interval;
  }

  onApplicationBootstrap(): void {
    if (this.interval > 0) this.wait(this.interval * Math.random());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.run;
  }

  private wait(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.run = this.runner.run(Date.now(), this.stopping.signal).then(() => {
        const spread = 1 + JITTER * (2 * Math.random() - 1);
        if (!this.stopping.signal.aborted) this.wait(this.interval * spread);
      });
    }, milliseconds);
    this.timer.unref();
  }
}
