import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { open } from 'node:fs/promises';
import { SettingsError } from '../../../config/settings.error.js';
import type { ReadableTarget } from '../export-target.js';

/** Traces tell the keys of objects: the file is for its owner. */
const MODE = 0o600;
const LINE_END = Buffer.from('\n');

/**
 * Adds OTLP JSON lines to a file, one ExportTraceServiceRequest each, as the file exporter of the OpenTelemetry Collector
 * writes them and its otlpjsonfile receiver reads them. Source: OpenTelemetry Protocol File Exporter.
 * @throws SettingsError when the file cannot be opened
 */
export async function fileTarget(path: string | undefined): Promise<ReadableTarget> {
  if (path === undefined) throw new SettingsError(['--otel-exporter: file needs --otel-file']);
  try {
    await (await open(path, 'a', MODE)).close();
    // One at a time: lines do not mix.
    return { name: 'file', exporter: new FileSpanExporter(path), concurrency: 1 };
  } catch (error) {
    const { code = 'it cannot be opened' } = error as NodeJS.ErrnoException;
    throw new SettingsError([`--otel-file: cannot write "${path}": ${code}`]);
  }
}

/** Opens the file for each export: whoever moves it away, as logrotate does, finds no more in it. */
class FileSpanExporter implements SpanExporter {
  /** The last line was not written to its end. */
  private isTorn = false;

  constructor(private readonly path: string) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.append(spans).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: Error) => done({ code: ExportResultCode.FAILED, error }),
    );
  }

  async shutdown(): Promise<void> {
    // Nothing stays open.
  }

  private async append(spans: ReadableSpan[]): Promise<void> {
    const json = JsonTraceSerializer.serializeRequest(spans);
    if (!json) throw new Error('the spans cannot be written as JSON');
    const line = Buffer.concat([...(this.isTorn ? [LINE_END] : []), json, LINE_END]);
    const file = await open(this.path, 'a', MODE);
    try {
      this.isTorn = true;
      await file.appendFile(line);
      this.isTorn = false;
    } finally {
      await file.close();
    }
  }
}
