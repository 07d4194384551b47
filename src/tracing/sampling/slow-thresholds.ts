import { GENERAL } from '../../config/operation-durations.js';
import type { TracingConfig } from '../../config/tracing.config.js';

/** From when on a request is slow, in milliseconds without the time that the client was waited for. */
export class SlowThresholds {
  /** No request that took less is slow. */
  readonly least: number;

  /** @param general for operations that are not named, Infinity where there is none */
  constructor(
    private readonly general: number,
    private readonly byOperation: ReadonlyMap<string, number>,
  ) {
    this.least = Math.min(general, ...byOperation.values());
  }

  static of(durations: TracingConfig['keepSlow']): SlowThresholds {
    const { [GENERAL]: general = Infinity, ...byOperation } = durations;
    return new SlowThresholds(general, new Map(Object.entries(byOperation)));
  }

  /** @param operation `GetObject`; `undefined` for what is no operation */
  of(operation: string | undefined): number {
    return (operation !== undefined ? this.byOperation.get(operation) : undefined) ?? this.general;
  }
}
