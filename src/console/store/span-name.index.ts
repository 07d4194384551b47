import type { SpanKindName } from '../model/trace-detail.js';
import { ownText } from './compact/dictionary.js';
import { KINDS, type SpanRecord } from './span-record.js';

/** A name that spans of a service have. */
export interface SpanName {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKindName;
}

const MAX_NAMES = 4_096;

/** The names that spans of each service ever had. */
export class SpanNameIndex {
  private readonly services = new Map<string, Map<string, number>>();
  private count = 0;

  add({ source, name, kind }: SpanRecord): void {
    const names = this.services.get(source.service);
    const kinds = names?.get(name);
    if (kinds !== undefined && (kinds & (1 << kind)) !== 0) return;
    if (this.count >= MAX_NAMES) return;
    this.count += 1;
    if (names) names.set(ownText(name), (kinds ?? 0) | (1 << kind));
    else this.services.set(ownText(source.service), new Map([[ownText(name), 1 << kind]]));
  }

  get serviceNames(): readonly string[] {
    return [...this.services.keys()];
  }

  /** Of one service, or of all. */
  list(service?: string): SpanName[] {
    return [...this.services]
      .filter(([name]) => service === undefined || name === service)
      .flatMap(([of, names]) => [...names].flatMap(([name, kinds]) => spelled(of, name, kinds)));
  }
}

function spelled(service: string, name: string, kinds: number): SpanName[] {
  return KINDS.filter((_, index) => (kinds & (1 << index)) !== 0).map((kind) => ({ service, name, kind }));
}
