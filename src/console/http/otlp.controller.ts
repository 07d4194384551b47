import {
  Controller,
  HttpCode,
  Post,
  Req,
  Res,
  UnsupportedMediaTypeException,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import type { IncomingSpans } from '../ingest/incoming-spans.js';
import { readOtlpJson } from '../ingest/otlp-json.reader.js';
import { readOtlpProtobuf } from '../ingest/otlp-protobuf.reader.js';
import { JSON_TYPE, PROTOBUF_TYPE, writeExportResponse, type OtlpType } from '../ingest/otlp-response.js';
import { TraceStore } from '../store/trace-store.js';
import { BodyReader } from './body-reader.js';
import { OtlpErrorFilter } from './errors/otlp-error.filter.js';

/** Bytes, inflated. */
const MAX_BODY = 16 * 2 ** 20;

/** Receives spans of others. Source: OTLP/HTTP. */
@Controller('v1/traces')
@UseFilters(OtlpErrorFilter)
export class OtlpController {
  constructor(
    private readonly bodies: BodyReader,
    private readonly store: TraceStore,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(@Req() request: Request, @Res() response: Response): Promise<void> {
    const type = request.is([PROTOBUF_TYPE, JSON_TYPE]) as OtlpType | false;
    if (!type) throw new UnsupportedMediaTypeException(`the body has to be ${PROTOBUF_TYPE} or ${JSON_TYPE}`);
    const body = await this.bodies.read(request, response, MAX_BODY);
    const found: IncomingSpans = type === JSON_TYPE ? readOtlpJson(body.toString()) : readOtlpProtobuf(body);
    this.store.addSpans(found.spans);
    response.type(type).send(writeExportResponse(type, found));
  }
}
