import { protobufFields } from './protobuf-fields.js';

export interface ReceivedPoint {
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly startTime: bigint;
  readonly time: bigint;
  /** Of a number; the sum of a histogram. */
  readonly value: number;
  /** Of a histogram. */
  readonly count?: number;
  readonly bounds?: readonly number[];
  readonly buckets?: readonly number[];
}

export interface ReceivedMetric {
  readonly name: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  readonly isCumulative: boolean;
  readonly isMonotonic: boolean;
  readonly points: readonly ReceivedPoint[];
}

/** What came in with one export. */
export interface ReceivedMetrics {
  readonly resource: Readonly<Record<string, string>>;
  readonly metrics: ReadonlyMap<string, ReceivedMetric>;
}

const CUMULATIVE = 2n;
const KINDS = { gauge: 5, sum: 7, histogram: 9 } as const;

/** An ExportMetricsServiceRequest of one resource. Source: opentelemetry/proto/collector/metrics/v1, metrics/v1. */
export function decodeMetrics(message: Buffer): ReceivedMetrics {
  const [resourceMetrics] = messages(message, 1);
  const [resource] = messages(resourceMetrics, 1);
  const metrics = messages(resourceMetrics, 2)
    .flatMap((scope) => messages(scope, 2))
    .map(decodeMetric);
  return {
    resource: attributes(resource, 1),
    metrics: new Map(metrics.map((metric) => [metric.name, metric])),
  };
}

function decodeMetric(message: Buffer): ReceivedMetric {
  const name = messages(message, 1)[0]?.toString() ?? '';
  for (const kind of ['gauge', 'sum', 'histogram'] as const) {
    const [data] = messages(message, KINDS[kind]);
    if (!data) continue;
    const decode = kind === 'histogram' ? histogramPoint : numberPoint;
    return {
      name,
      kind,
      isCumulative: integer(data, 2) === CUMULATIVE,
      isMonotonic: kind === 'sum' && integer(data, 3) === 1n,
      points: messages(data, 1).map(decode),
    };
  }
  return { name, kind: 'gauge', isCumulative: false, isMonotonic: false, points: [] };
}

function numberPoint(point: Buffer): ReceivedPoint {
  const whole = integer(point, 6);
  const value = whole === 0n ? double(integer(point, 4)) : Number(BigInt.asIntN(64, whole));
  return { attributes: attributes(point, 7), startTime: integer(point, 2), time: integer(point, 3), value };
}

function histogramPoint(point: Buffer): ReceivedPoint {
  const eights = (field: number): bigint[] =>
    messages(point, field).flatMap((packed) =>
      Array.from({ length: packed.length / 8 }, (_, index) => packed.readBigUInt64LE(index * 8)),
    );
  return {
    attributes: attributes(point, 9),
    startTime: integer(point, 2),
    time: integer(point, 3),
    count: Number(integer(point, 4)),
    value: double(integer(point, 5)),
    buckets: eights(6).map(Number),
    bounds: eights(7).map(double),
  };
}

function double(bits: bigint): number {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(bits);
  return bytes.readDoubleLE();
}

/** Of texts; a number is its digits. */
function attributes(message: Buffer | undefined, field: number): Record<string, string> {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const [value] = messages(pair, 2);
      const text = messages(value, 1)[0]?.toString() ?? String(integer(value, 3));
      return [messages(pair, 1)[0]?.toString() ?? '', text];
    }),
  );
}

function messages(message: Buffer | undefined, field: number): Buffer[] {
  const found: Buffer[] = [];
  for (const { number, value } of protobufFields(message ?? Buffer.alloc(0))) {
    if (number === field && typeof value !== 'bigint') found.push(value);
  }
  return found;
}

function integer(message: Buffer | undefined, field: number): bigint {
  for (const { number, value } of protobufFields(message ?? Buffer.alloc(0))) {
    if (number === field && typeof value === 'bigint') return value;
  }
  return 0n;
}
