import type { Attributes } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import type { AttributeSource } from '../../src/tracing/recorder/attribute-source.js';
import { TracedRequest } from '../../src/tracing/request/traced-request.js';
import type { RequestSpanName } from '../../src/tracing/span-names.js';

export function sourceOf(atStart: Attributes = {}, atEnd: Attributes = {}): AttributeSource {
  return {
    size: 0,
    atStart: () => atStart,
    atEnd: (status) => ({ 'http.response.status_code': status, ...atEnd }),
  };
}

/** A request of which little is known. */
export class PlainRequest extends TracedRequest {
  constructor(
    readonly headers: IncomingHttpHeaders,
    private readonly source: AttributeSource,
  ) {
    super();
  }

  protected override spanAttributes(): AttributeSource {
    return this.source;
  }
}

/** A request whose span is begun, if tracing is on. */
export function startRequest(
  name: RequestSpanName,
  headers: IncomingHttpHeaders = {},
  source = sourceOf(),
): PlainRequest {
  const request = new PlainRequest(headers, source);
  request.startSpan(name);
  return request;
}
