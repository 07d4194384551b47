import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Labels, Sample } from '../family.js';
import type { FamilySnapshot } from '../metrics-registry.js';
import type { ResourceMetrics } from './otlp-exporter.js';

type MetricData = ResourceMetrics['scopeMetrics'][number]['metrics'][number];

/** Instrumentation scope of the metrics. */
const SCOPE = 'glassgate';

/** Source: OpenTelemetry SDK for JavaScript, `ValueType`, `AggregationTemporality`, `DataPointType`. */
const DOUBLE = 1;
const CUMULATIVE = 1;
const HISTOGRAM = 0;
const GAUGE = 2;
const SUM = 3;

/** When the numbers were taken, and since when they count. Milliseconds since 1970. */
export interface Period {
  readonly startTime: number;
  readonly time: number;
}

interface Times {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** The numbers of all families in the form of the SDK. A number that is none is left out. */
export function resourceMetrics(
  families: Iterable<FamilySnapshot>,
  resource: Resource,
  period: Period,
): ResourceMetrics {
  const times = { startTime: millisToHrTime(period.startTime), endTime: millisToHrTime(period.time) };
  const metrics = Array.from(families, (family) => metricData(family, times));
  return { resource, scopeMetrics: [{ scope: { name: SCOPE }, metrics }] };
}

function metricData(family: FamilySnapshot, times: Times): MetricData {
  const { name, help, type, values } = family;
  const common = {
    descriptor: { name, description: help, unit: '', valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
  };
  if (type === 'histogram') {
    return { ...common, dataPointType: HISTOGRAM, dataPoints: histograms(family, times) } as MetricData;
  }
  const dataPoints = values
    .filter(({ value }) => Number.isFinite(value))
    .map((sample) => ({ ...times, attributes: attributesOf(sample), value: sample.value }));
  return type === 'counter'
    ? ({ ...common, dataPointType: SUM, isMonotonic: true, dataPoints } as MetricData)
    : ({ ...common, dataPointType: GAUGE, dataPoints } as MetricData);
}

/** One point for each set of labels; the lines of one follow each other in the order of their bounds. */
function histograms({ name, values }: FamilySnapshot, times: Times): object[] {
  const groups = Map.groupBy(values, (sample) => JSON.stringify(attributesOf(sample)));
  return Array.from(groups.values(), (samples) => {
    const read = (ending: string): number =>
      samples.find(({ metricName }) => metricName === `${name}_${ending}`)?.value ?? 0;
    const buckets = samples.filter(({ metricName }) => metricName === `${name}_bucket`);
    const boundaries = buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite);
    // Lines count all that is below their bound, OTLP what is in the bucket alone.
    const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
    const value = { sum: read('sum'), count: read('count'), buckets: { boundaries, counts } };
    return { ...times, attributes: attributesOf(samples[0]!), value };
  });
}

function attributesOf({ labels, sharedLabels }: Sample): Labels {
  const { le: _bound, ...attributes } = { ...sharedLabels, ...labels };
  return attributes;
}
