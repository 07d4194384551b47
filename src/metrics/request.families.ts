import { PHASES } from '../tracing/phases.js';
import { histogramSamples, type Family, type Sample } from './family.js';
import { exemplarOf } from './histogram-cells.js';
import type { Calls, OperationSeries } from './operation-series.js';
import type { RequestMetrics } from './request-metrics.js';

const CALLS = 'traces_span_metrics_calls_total';
const DURATION = 'traces_span_metrics_duration_milliseconds';
const FIRST_BYTE = 'glassgate_request_time_to_first_byte_seconds';

const PHASE_LABELS = PHASES.map((phase) => ({ phase }));
const IN = { direction: 'in' };
const OUT = { direction: 'out' };

function callsSample({ labels, count, traceId, spanId, time }: Calls): Sample {
  const exemplar = traceId === undefined ? undefined : exemplarOf({ traceId, spanId, value: 1, time }, 1);
  return { value: count, labels: {}, sharedLabels: labels, exemplar };
}

type Each = (samples: (series: OperationSeries) => Sample[]) => () => Sample[];

/** Under the names of the collector's spanmetrics connector, which dashboards and Jaeger ask for. */
function spanFamilies(each: Each): Family[] {
  return [
    {
      name: CALLS,
      help: 'Requests that are over, kept traces or not.',
      type: 'counter',
      samples: each(({ allCalls }) => allCalls.map(callsSample)),
    },
    {
      name: DURATION,
      help: 'Time from the head of a request to the last byte of its response, in milliseconds.',
      type: 'histogram',
      samples: each(({ allDurations }) =>
        allDurations.flatMap(({ labels, cells }) => histogramSamples(DURATION, cells, labels)),
      ),
    },
  ];
}

/** Rate, errors and duration of requests, and what the gateway knows of them besides. */
export function requestFamilies(requests: RequestMetrics): Family[] {
  const each: Each = (samples) => () => [...requests.all].flatMap(samples);
  return [
    ...spanFamilies(each),
    {
      name: 'glassgate_request_phase_seconds_total',
      help: 'Time that requests spent in each phase alone; the phases of an operation add up to its duration.',
      type: 'counter',
      samples: each(({ phases, labels: sharedLabels }) =>
        PHASE_LABELS.map((labels, index) => ({ value: phases[index]! / 1000, labels, sharedLabels })),
      ),
    },
    {
      name: FIRST_BYTE,
      help: 'Time from the head of a request to the first bytes of its response, in seconds.',
      type: 'histogram',
      samples: each(({ firstByte, labels }) => histogramSamples(FIRST_BYTE, firstByte, labels)),
    },
    {
      name: 'glassgate_request_bytes_total',
      help: 'Bytes of request bodies (in) and response bodies (out).',
      type: 'counter',
      samples: each(({ bytesIn, bytesOut, labels: sharedLabels }) => [
        { value: bytesIn, labels: IN, sharedLabels },
        { value: bytesOut, labels: OUT, sharedLabels },
      ]),
    },
  ];
}
