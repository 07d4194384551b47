import { Injectable, Logger, Optional } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Backend } from '../backend/backend.js';
import type { Bucket } from '../backend/model/bucket.js';
import { S3Error } from '../errors/s3.error.js';
import { ErrorReporter } from '../sentry/error-reporter.js';
import { tracedAlone } from '../tracing/root-span.js';
import { traced, untraced } from '../tracing/span.js';
import { carryOut, type LifecycleRun } from './bucket-lifecycle.js';
import { lifecycleOf } from './lifecycle-configuration.js';
import { addTally, newTally, tallyAttributes, type LifecycleTally } from './lifecycle-tally.js';

const PAGE = 1_000;

/** Carries out the lifecycle rules of all buckets, one bucket after the other. */
@Injectable()
export class LifecycleRunner {
  private readonly logger = new Logger('Lifecycle');
  private running: Promise<LifecycleTally> | undefined;

  constructor(
    private readonly backend: Backend,
    @Optional() private readonly reporter?: ErrorReporter,
  ) {}

  /**
   * One run, a trace of its own. A second caller gets the run that is under way. `now` is in milliseconds since 1970.
   * Whatever fails is in the log and in the tally.
   */
  run(now: number = Date.now(), signal: AbortSignal = new AbortController().signal): Promise<LifecycleTally> {
    this.running ??= this.start({ now, signal }).finally(() => (this.running = undefined));
    return this.running;
  }

  private start(run: LifecycleRun): Promise<LifecycleTally> {
    return tracedAlone('Lifecycle.Run', {}, async (span) => {
      const began = performance.now();
      const sum = newTally();
      const buckets = await this.runBuckets(run, sum);
      span.setAttributes({ 'lifecycle.buckets': buckets, ...tallyAttributes(sum) });
      const counts = Object.entries(sum).map(([name, count]) => `${count as number} ${name}`);
      const milliseconds = (performance.now() - began).toFixed(0);
      this.logger.log(
        `buckets with rules: ${buckets}; ${counts.join(', ')}; ${milliseconds}ms ${span.isRecording() ? span.spanContext().traceId : '-'}`,
      );
      return sum;
    });
  }

  /** Gives back how many buckets have rules. */
  private async runBuckets(run: LifecycleRun, sum: LifecycleTally): Promise<number> {
    let buckets = 0;
    try {
      for await (const bucket of this.allBuckets()) {
        if (run.signal.aborted) break;
        if (bucket.documents.lifecycle === undefined) continue;
        buckets += 1;
        addTally(sum, await this.runBucket(bucket, run));
      }
    } catch (error) {
      sum.errors += 1;
      this.report('buckets cannot be listed', error);
    }
    return buckets;
  }

  private async runBucket(bucket: Bucket, run: LifecycleRun): Promise<LifecycleTally> {
    const tally = newTally();
    try {
      await traced('Lifecycle.Bucket', { 's3.bucket': bucket.name }, async (span) => {
        try {
          const configuration = lifecycleOf(bucket);
          if (configuration) await carryOut(this.backend, bucket, configuration, tally, run);
        } finally {
          span.setAttributes(tallyAttributes(tally));
        }
      });
    } catch (error) {
      // A bucket that was deleted meanwhile has no rules any more.
      if (error instanceof S3Error && error.code === 'NoSuchBucket') return tally;
      tally.errors = Math.max(1, tally.errors);
      this.report(`bucket ${bucket.name}: ${tally.errors} errors, the first of them`, error, bucket.name);
    }
    return tally;
  }

  private async *allBuckets(): AsyncGenerator<Bucket, void, undefined> {
    let startAfter: string | undefined;
    for (;;) {
      const page = await untraced(() => this.backend.listBuckets({ startAfter, maxBuckets: PAGE }));
      yield* page.buckets;
      startAfter = page.buckets.at(-1)?.name;
      if (!page.isTruncated || startAfter === undefined) return;
    }
  }

  private report(what: string, error: unknown, bucket?: string): void {
    this.logger.error(what, error instanceof Error ? error.stack : String(error));
    this.reporter?.report({
      error,
      transaction: 'Lifecycle.Run',
      span: trace.getActiveSpan(),
      tags: { 's3.bucket': bucket },
    });
  }
}
