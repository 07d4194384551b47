import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { MalformedInputError } from '../ingest/malformed-input.error.js';
import { readTraceFile } from '../ingest/trace-file.reader.js';
import { TraceStore } from '../store/trace-store.js';
import { BodyReader } from './body-reader.js';

/** Bytes, inflated. */
const MAX_FILE = 32 * 2 ** 20;

/** What an import has brought. */
export interface ImportedTraces {
  /** Their ids, in the order of the file. */
  readonly traces: readonly string[];
  readonly spans: number;
  /** Spans that could not be stored. */
  readonly rejected: number;
}

@Controller('api/import')
export class ImportController {
  constructor(
    private readonly bodies: BodyReader,
    private readonly store: TraceStore,
  ) {}

  /** The body is a file of Jaeger's JSON or of OTLP JSON, whatever type it says. */
  @Post()
  @HttpCode(200)
  async import(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportedTraces> {
    const file = await this.bodies.read(request, response, MAX_FILE);
    const { spans, rejected, why } = readTraceFile(file.toString());
    if (spans.length === 0) throw new MalformedInputError(why || 'the file holds no spans');
    this.store.addSpans(spans);
    return { traces: [...new Set(spans.map(({ traceId }) => traceId))], spans: spans.length, rejected };
  }
}
