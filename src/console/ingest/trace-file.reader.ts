import type { IncomingSpans } from './incoming-spans.js';
import { readJaegerTraces } from './jaeger-json.reader.js';
import { isObject, parseJson } from './json-fields.js';
import { MalformedInputError } from './malformed-input.error.js';
import { readResourceSpans } from './otlp-json.reader.js';

/**
 * The spans of a file of traces: Jaeger's JSON (an answer of its API, one trace or a list), or OTLP JSON (an export request,
 * or what Jaeger v3 answers).
 * @throws MalformedInputError when it is neither
 */
export function readTraceFile(text: string): IncomingSpans {
  const file = parseJson(text);
  if (Array.isArray(file)) return readJaegerTraces(file);
  if (isObject(file)) {
    if (isObject(file['result'])) return readResourceSpans(file['result']);
    if (file['resourceSpans'] !== undefined) return readResourceSpans(file);
    if (file['data'] !== undefined) return readJaegerTraces(file['data']);
    if (file['spans'] !== undefined) return readJaegerTraces([file]);
  }
  throw new MalformedInputError('the file holds neither traces of Jaeger nor spans of OTLP');
}
