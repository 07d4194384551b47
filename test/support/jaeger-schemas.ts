import { z } from 'zod';

/** What Jaeger UI and Grafana take an answer of Jaeger for. Source: Jaeger UI, src/types and src/api/v3. */

const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);
const nanoseconds = z.string().regex(/^\d{16,20}$/);
const count = z.int().nonnegative();

const tag = z.discriminatedUnion('type', [
  z.strictObject({ key: z.string(), type: z.literal('string'), value: z.string() }),
  z.strictObject({ key: z.string(), type: z.literal('bool'), value: z.boolean() }),
  z.strictObject({
    key: z.string(),
    type: z.literal('int64'),
    value: z.union([z.int(), z.string().regex(/^-?\d{16,19}$/)]),
  }),
  z.strictObject({ key: z.string(), type: z.literal('float64'), value: z.number() }),
]);

const reference = z.strictObject({
  refType: z.enum(['CHILD_OF', 'FOLLOWS_FROM']),
  traceID: traceId,
  spanID: spanId,
});

const span = z.strictObject({
  traceID: traceId,
  spanID: spanId,
  flags: count,
  operationName: z.string().min(1),
  references: z.array(reference),
  startTime: z.int().min(1e15),
  duration: count,
  tags: z.array(tag),
  logs: z.array(z.strictObject({ timestamp: z.int().min(1e15), fields: z.array(tag) })),
  processID: z.string(),
  warnings: z.array(z.string()).nullable(),
});

const trace = z
  .strictObject({
    traceID: traceId,
    spans: z.array(span).min(1),
    processes: z.record(z.string(), z.strictObject({ serviceName: z.string(), tags: z.array(tag) })),
    warnings: z.array(z.string()).nullable(),
  })
  .refine(({ spans, processes }) => spans.every(({ processID }) => Object.hasOwn(processes, processID)));

const enveloped = <T extends z.ZodType>(data: T): z.ZodType<{ data: z.infer<T> }> =>
  z.strictObject({
    data,
    total: count,
    limit: count,
    offset: count,
    errors: z.null(),
  }) as unknown as z.ZodType<{ data: z.infer<T> }>;

export const Names = enveloped(z.array(z.string()));
export const Operations = enveloped(
  z.array(
    z.strictObject({
      name: z.string(),
      spanKind: z.enum(['server', 'client', 'internal', 'producer', 'consumer']),
    }),
  ),
);
export const Traces = enveloped(z.array(trace));
export const Dependencies = enveloped(
  z.array(z.strictObject({ parent: z.string(), child: z.string(), callCount: count })),
);
export const LegacyError = z.strictObject({
  data: z.null(),
  total: count,
  limit: count,
  offset: count,
  errors: z.array(z.strictObject({ code: z.int(), msg: z.string().min(1) })).length(1),
});

const spanCounts = { spanCount: count, errorSpanCount: count };

export const Summaries = z.strictObject({
  summaries: z.array(
    z.strictObject({
      traceId,
      // Which of both is read depends on the version.
      traceID: traceId,
      rootServiceName: z.string(),
      rootOperationName: z.string(),
      minStartTimeUnixNano: nanoseconds,
      maxEndTimeUnixNano: nanoseconds,
      ...spanCounts,
      orphanSpanCount: count,
      services: z.array(z.strictObject({ name: z.string(), ...spanCounts })),
    }),
  ),
});

const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ arrayValue: z.strictObject({ values: z.array(z.record(z.string(), z.unknown())) }) }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }));

export const ResourceSpans = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string().optional() }),
          spans: z.array(
            z.strictObject({
              traceId,
              spanId,
              parentSpanId: spanId.optional(),
              traceState: z.string().optional(),
              name: z.string(),
              kind: z.int().min(1).max(5),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
              attributes,
              events: z.array(z.strictObject({ timeUnixNano: nanoseconds, name: z.string(), attributes })),
              links: z.array(z.strictObject({ traceId, spanId, attributes })),
              status: z.strictObject({ code: z.int().min(0).max(2), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});
export const V3Traces = z.strictObject({ result: ResourceSpans });
export const V3Error = z.strictObject({
  error: z.strictObject({ httpCode: z.int(), message: z.string().min(1) }),
});

const label = z.strictObject({ name: z.string(), value: z.string() });

/** A family of the Monitor tab. */
export const MetricFamily = z.strictObject({
  name: z.string().regex(/^service_(operation_)?(latencies|call_rate|error_rate)$/),
  type: z.literal('GAUGE'),
  help: z.string(),
  metrics: z.array(
    z.strictObject({
      labels: z.array(label).min(1),
      metricPoints: z.array(
        z.strictObject({
          gaugeValue: z.strictObject({ doubleValue: z.number() }),
          timestamp: z.iso.datetime(),
        }),
      ),
    }),
  ),
});
