import { collectDefaultMetrics, Registry, type Metric, type RegistryContentType } from 'prom-client';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Family, Sample } from './family.js';

/** All metrics as text. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** The numbers of a family at one moment. */
export interface FamilySnapshot extends Pick<Family, 'name' | 'help'> {
  readonly type: Family['type'] | 'summary';
  readonly values: readonly Sample[];
}

/** What the registry asks of a metric, whatever its declarations say. Source: prom-client, lib/registry.js. */
interface Source {
  readonly name: string;
  get(): Promise<FamilySnapshot>;
}

/** Milliseconds after which writing lets requests go first, at the end of the metric that it is in. */
const SLICE_MS = 1;

const TOTAL = /_total$/;

/**
 * All metrics of the process: those of Node.js and the process by prom-client, ours from their families. Nothing is put
 * together before somebody asks.
 */
export class MetricsRegistry {
  private readonly sources: Source[];
  private readonly writing = new Map<RegistryContentType, Promise<Exposition>>();

  constructor() {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    this.sources = registry.getMetricsAsArray() as unknown as Source[];
  }

  add(families: readonly Family[]): void {
    for (const { name, help, type, ...family } of families) {
      this.sources.push({ name, get: async () => ({ name, help, type, values: family.samples() }) });
    }
  }

  /** @param isOpenMetrics with exemplars; else the text format of Prometheus */
  expose(isOpenMetrics: boolean): Promise<Exposition> {
    const type = isOpenMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
    // Who asks while an answer is being written gets that one.
    const known = this.writing.get(type);
    if (known) return known;
    const writing = this.write(type).finally(() => this.writing.delete(type));
    this.writing.set(type, writing);
    return writing;
  }

  /** Gives all numbers away, metric by metric, and lets requests go first in between. */
  async visit(take: (family: FamilySnapshot) => void): Promise<void> {
    await this.inSlices(async (source) => take(await source.get()));
  }

  private async write(contentType: RegistryContentType): Promise<Exposition> {
    const isOpenMetrics = contentType === Registry.OPENMETRICS_CONTENT_TYPE;
    const writer = new Registry<RegistryContentType>();
    writer.setContentType(contentType);
    const parts: string[] = [];
    await this.inSlices(async (source) => {
      const snapshot = await source.get();
      // OpenMetrics calls a counter by its name without the ending, and the writer puts that on its lines.
      const name =
        isOpenMetrics && snapshot.type === 'counter' ? source.name.replace(TOTAL, '') : source.name;
      const metric: Source = { name, get: async () => ({ ...snapshot, name }) };
      writer.registerMetric(metric as unknown as Metric);
      parts.push(await writer.getSingleMetricAsString(name));
    });
    return { contentType, body: `${parts.join('\n')}\n${isOpenMetrics ? '# EOF\n' : ''}` };
  }

  private async inSlices(body: (source: Source) => Promise<void>): Promise<void> {
    let began = performance.now();
    for (const source of this.sources) {
      await body(source);
      if (performance.now() - began < SLICE_MS) continue;
      await otherWork();
      began = performance.now();
    }
  }
}
