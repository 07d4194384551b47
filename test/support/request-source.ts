import type { Attributes } from '@opentelemetry/api';
import type { AttributeSource } from '../../src/tracing/recorder/attribute-source.js';

/** A request of which little is known. */
export function sourceOf(atStart: Attributes = {}, atEnd: Attributes = {}): AttributeSource {
  return {
    size: 0,
    started: performance.now(),
    requestBytes: 0,
    responseBytes: 0,
    atStart: () => atStart,
    atEnd: (status) => ({ 'http.response.status_code': status, ...atEnd }),
  };
}
