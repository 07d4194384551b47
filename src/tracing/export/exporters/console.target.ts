import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { write } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ReadableTarget } from '../export-target.js';
import { spanLines } from './span-lines.js';

/** Standard error, without the detour by the main thread that `process.stderr` makes here. */
const DESCRIPTOR = 2;
/** Milliseconds until a pipe that is full is asked again. */
const FULL_PIPE_MS = 10;

const writeTo = promisify(write);

/** Shows traces as trees on standard error, a line for each span. */
export function consoleTarget(): ReadableTarget {
  return { name: 'console', exporter: new ConsoleTreeExporter(), concurrency: 1 };
}

class ConsoleTreeExporter implements SpanExporter {
  private isClosed = false;

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.print(spanLines(spans)).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: Error) => done({ code: ExportResultCode.FAILED, error }),
    );
  }

  async shutdown(): Promise<void> {
    this.isClosed = true;
  }

  private async print(text: string): Promise<void> {
    let rest = Buffer.from(text);
    while (rest.length > 0 && !this.isClosed) {
      try {
        const { bytesWritten } = await writeTo(DESCRIPTOR, rest);
        rest = rest.subarray(bytesWritten);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await pause(FULL_PIPE_MS);
      }
    }
  }
}
