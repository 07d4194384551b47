import { createContextKey, type Context } from '@opentelemetry/api';
import type { SpanName } from './span-names.js';

type Phase = 'auth' | 'acl' | 'checksum' | 'backend';

/** By the first word of the name of a span. In the order of the header. */
const PHASES: ReadonlyMap<string, Phase> = new Map([
  ['Auth', 'auth'],
  ['Acl', 'acl'],
  ['Checksum', 'checksum'],
  ['Backend', 'backend'],
]);

const KEY = createContextKey('glassgate phase times');

/** Of one phase; times are milliseconds since the request began. */
interface Times {
  total: number;
  open: number;
  /** Sum of the starts of those that are open. */
  started: number;
}

/**
 * How long the phases of one request take, by the spans that belong to them. A span inside another one of a phase does
 * not count again: what authorisation reads from the backend is its own time.
 */
export class PhaseTimes {
  private readonly phases = new Map<Phase, Times>();

  /** @param origin `spanTime()` of the start of the request */
  constructor(private readonly origin: number) {}

  /** The phase times of the request that a span is to be part of, if anyone wants them. */
  static of(context: Context): PhaseTimes | undefined {
    return context.getValue(KEY) as PhaseTimes | undefined;
  }

  /** Spans below this context count. */
  around(context: Context): Context {
    return context.setValue(KEY, this);
  }

  /** A span begins at `time`, of `spanTime()`. Its end, where it counts. */
  begin(name: SpanName, time: number): ((time: number) => void) | undefined {
    const phase = PHASES.get(name.slice(0, name.indexOf('.')));
    if (!phase) return undefined;
    const times = this.phases.get(phase) ?? { total: 0, open: 0, started: 0 };
    this.phases.set(phase, times);
    const start = time - this.origin;
    times.open += 1;
    times.started += start;
    return (end) => {
      times.open -= 1;
      times.started -= start;
      times.total += end - this.origin - start;
    };
  }

  /**
   * Value of `Server-Timing`: milliseconds of each phase that has begun, up to `now` where it is not over. `undefined`
   * before the first. Source: W3C "Server Timing".
   */
  serverTiming(now: number): string | undefined {
    const entries = [...new Set(PHASES.values())].flatMap((phase) => {
      const times = this.phases.get(phase);
      if (!times) return [];
      const duration = times.total + times.open * (now - this.origin) - times.started;
      return `${phase};dur=${Math.max(0, duration).toFixed(3)}`;
    });
    return entries.length > 0 ? entries.join(', ') : undefined;
  }
}

/** For what a span of a phase is the parent of. */
export const withoutPhaseTimes = (context: Context): Context => context.deleteValue(KEY);
