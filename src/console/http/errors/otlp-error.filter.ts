import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JSON_TYPE, PROTOBUF_TYPE, writeStatus } from '../../ingest/otlp-response.js';
import { TraceStore } from '../../store/trace-store.js';
import { ConsoleErrorFilter } from './console-error.filter.js';
import type { Fault } from './fault.js';

/** Codes of gRPC by HTTP status. Source: google.rpc.Code. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 8, 415: 3, 500: 13, 503: 14 };
const UNKNOWN = 2;

/** Errors of OTLP: a Status in the type of the request. Each is counted. */
@Catch()
export class OtlpErrorFilter extends ConsoleErrorFilter {
  constructor(private readonly store: TraceStore) {
    super();
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    this.store.countRefused();
    super.catch(error, host);
  }

  protected override write(request: Request, response: Response, { status, message }: Fault): void {
    const type = request.is(JSON_TYPE) ? JSON_TYPE : PROTOBUF_TYPE;
    response.type(type).send(writeStatus(type, CODES[status] ?? UNKNOWN, message));
  }
}
