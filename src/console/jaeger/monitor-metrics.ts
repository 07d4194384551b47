import { Injectable } from '@nestjs/common';
import { RedCell } from '../store/red/red-cell.js';
import { TraceStore } from '../store/trace-store.js';
import type { MonitorSearch } from './monitor-parameters.js';

/** Numbers over time, as Jaeger's Monitor draws them. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'GAUGE';
  readonly help: string;
  readonly metrics: readonly {
    /** The service stands first, then the operation where it is asked for. */
    readonly labels: readonly { readonly name: string; readonly value: string }[];
    readonly metricPoints: readonly {
      readonly gaugeValue: { readonly doubleValue: number };
      /** RFC 3339. */
      readonly timestamp: string;
    }[];
  }[];
}

/** One of the three families. */
export interface Measure {
  readonly name: 'latencies' | 'call_rate' | 'error_rate';
  readonly help: string;
  /** `undefined` where nothing was counted that it could be told of. @param seconds of the point */
  value(this: void, cell: RedCell, seconds: number): number | undefined;
}

type Points = Map<number, RedCell>;

/** What was counted of the requests of the gateway, in the form of Jaeger's Monitor. Others are not counted. */
@Injectable()
export class MonitorMetrics {
  constructor(private readonly store: TraceStore) {}

  family(search: MonitorSearch, measure: Measure): MetricFamily {
    const { services, kinds, byOperation, step } = search;
    const isOurs = services.includes(this.store.service) && (kinds.length === 0 || kinds.includes('server'));
    const service = { name: 'service_name', value: this.store.service };
    const series = isOurs ? [...this.series(search)] : [];
    return {
      name: `service_${byOperation ? 'operation_' : ''}${measure.name}`,
      type: 'GAUGE',
      help: `${measure.help}, by service${byOperation ? ' and operation' : ''}`,
      metrics: series.map(([operation, points]) => ({
        labels: byOperation ? [service, { name: 'operation', value: operation }] : [service],
        metricPoints: [...points].flatMap(([time, cell]) => {
          const value = measure.value(cell, step / 1000);
          const timestamp = new Date(time).toISOString();
          return value === undefined ? [] : [{ gaugeValue: { doubleValue: value }, timestamp }];
        }),
      })),
    };
  }

  /** Points by the name that spans of the operation bear, empty for all together. */
  private series({ from, to, step, byOperation }: MonitorSearch): Map<string, Points> {
    const found = new Map<string, Points>();
    const nameOf = byOperation ? this.spanName() : (): string => '';
    for (let time = from; time < to; time += step) {
      for (const [operation, cell] of this.store.requests(time, time + step)) {
        const name = nameOf(operation);
        const points = found.get(name) ?? new Map<number, RedCell>();
        found.set(name, points);
        const whole = points.get(time + step) ?? new RedCell();
        whole.merge(cell);
        points.set(time + step, whole);
      }
    }
    return found;
  }

  /** `S3.GetObject` for `GetObject`: Monitor leads from there to a search. */
  private spanName(): (operation: string) => string {
    const names = this.store.spanNames(this.store.service).filter(({ kind }) => kind === 'SERVER');
    const byOperation = new Map(names.map(({ name }) => [name.replace(/^(S3\.|s3_)/, ''), name]));
    return (operation) => byOperation.get(operation) ?? operation;
  }
}
