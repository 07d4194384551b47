import { protobufFields } from './protobuf-fields.js';
import {
  spanKind,
  statusCode,
  type ReceivedAttributes,
  type ReceivedSpan,
  type ReceivedValue,
} from './received-span.js';

/** The spans of an ExportTraceServiceRequest. Source: opentelemetry/proto/collector/trace/v1, trace/v1, common/v1. */
export function decodeProtobufRequest(message: Buffer): ReceivedSpan[] {
  return messages(message, 1).flatMap((resourceSpans) => {
    const resource = attributes(messages(resourceSpans, 1)[0], 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = text(messages(scopeSpans, 1)[0], 1);
      return messages(scopeSpans, 2).map((span) => decodeSpan(span, resource, scope));
    });
  });
}

function decodeSpan(span: Buffer, resource: ReceivedAttributes, scope: string): ReceivedSpan {
  const status = messages(span, 15)[0];
  return {
    traceId: id(span, 1),
    spanId: id(span, 2),
    parentSpanId: id(span, 4),
    traceState: text(span, 3),
    name: text(span, 5),
    kind: spanKind(Number(integer(span, 6))),
    startTime: integer(span, 7),
    endTime: integer(span, 8),
    attributes: attributes(span, 9),
    events: messages(span, 11).map((event) => ({
      time: integer(event, 1),
      name: text(event, 2),
      attributes: attributes(event, 3),
    })),
    links: messages(span, 13).map((link) => ({
      traceId: id(link, 1),
      spanId: id(link, 2),
      attributes: attributes(link, 4),
    })),
    status: { code: statusCode(Number(integer(status, 3))), message: text(status, 2) },
    resource,
    scope,
  };
}

function attributes(message: Buffer | undefined, field: number): ReceivedAttributes {
  return Object.fromEntries(
    messages(message, field).map((pair) => [text(pair, 1), anyValue(messages(pair, 2)[0])]),
  );
}

function anyValue(message: Buffer | undefined): ReceivedValue {
  for (const { number, value } of protobufFields(message ?? Buffer.alloc(0))) {
    if (typeof value === 'bigint') {
      if (number === 2) return value === 1n;
      if (number === 3) return Number(BigInt.asIntN(64, value));
      const double = Buffer.alloc(8);
      double.writeBigUInt64LE(value);
      return double.readDoubleLE();
    }
    if (number === 1) return value.toString();
    if (number === 5) return messages(value, 1).map(anyValue);
    if (number === 6) return attributes(value, 1);
    return value.toString('base64');
  }
  return '';
}

function messages(message: Buffer | undefined, field: number): Buffer[] {
  const found: Buffer[] = [];
  for (const { number, value } of protobufFields(message ?? Buffer.alloc(0))) {
    if (number === field && typeof value !== 'bigint') found.push(value);
  }
  return found;
}

function text(message: Buffer | undefined, field: number): string {
  return messages(message, field)[0]?.toString() ?? '';
}

function id(message: Buffer, field: number): string {
  return messages(message, field)[0]?.toString('hex') ?? '';
}

function integer(message: Buffer | undefined, field: number): bigint {
  for (const { number, value } of protobufFields(message ?? Buffer.alloc(0))) {
    if (number === field && typeof value === 'bigint') return value;
  }
  return 0n;
}
