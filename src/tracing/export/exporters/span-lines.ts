import { SpanKind, SpanStatusCode, type Attributes } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

const MAX_VALUE = 200;
const INDENT = '  ';
/** What can stand there without quotes. */
const PLAIN = /^[\w.,:;/@%&?=+*~!-]+$/;
const CONTROL = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Traces as text: a line with the time and the id of each, then one for each span, below its parent and in the order of
 * their starts. No value can write a line of its own or steer the terminal.
 */
export function spanLines(spans: readonly ReadableSpan[]): string {
  const traces = Map.groupBy(spans, (span) => span.spanContext().traceId);
  return [...traces].map(([traceId, ofTrace]) => traceLines(traceId, ofTrace).join('\n') + '\n').join('');
}

function traceLines(traceId: string, spans: readonly ReadableSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const byParent = Map.groupBy(
    spans
      .toReversed()
      .toSorted((a, b) => hrTimeToMilliseconds(a.startTime) - hrTimeToMilliseconds(b.startTime)),
    ({ parentSpanContext }) => (ids.has(parentSpanContext?.spanId ?? '') ? parentSpanContext!.spanId : ''),
  );
  const lines: string[] = [];
  const visit = (parentId: string, indent: string): void => {
    for (const span of byParent.get(parentId) ?? []) {
      lines.push(indent + spanLine(span));
      lines.push(
        ...span.events.map((event) => `${indent}${INDENT}* ${safe(event.name)}${pairs(event.attributes)}`),
      );
      visit(span.spanContext().spanId, indent + INDENT);
    }
  };
  visit('', INDENT);
  const start = byParent.get('')?.[0]?.startTime;
  const time = start ? new Date(hrTimeToMilliseconds(start)).toISOString() : '';
  return [`${time} trace ${traceId}`, ...lines];
}

function spanLine({ name, kind, duration, status, attributes }: ReadableSpan): string {
  const shownKind = kind === SpanKind.INTERNAL ? '' : ` ${SpanKind[kind]}`;
  const isError = status.code === SpanStatusCode.ERROR;
  const failure = isError ? ` ERROR${status.message ? ` ${safe(status.message)}` : ''}` : '';
  return `${safe(name)}${shownKind} ${hrTimeToMilliseconds(duration).toFixed(3)} ms${failure}${pairs(attributes)}`;
}

function pairs(attributes: Attributes = {}): string {
  return Object.entries(attributes)
    .map(
      ([name, value]) => ` ${safe(name)}=${safe(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join('');
}

function safe(text: string): string {
  const short = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  if (PLAIN.test(short)) return short;
  return JSON.stringify(short).replace(
    CONTROL,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
