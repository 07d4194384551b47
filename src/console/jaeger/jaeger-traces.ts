import { Injectable, NotFoundException } from '@nestjs/common';
import type { TraceDetail } from '../model/trace-detail.js';
import { TraceStore } from '../store/trace-store.js';
import { traceQueryOf, type JaegerSearch } from './jaeger-search.js';

/** Spans of one answer. */
const MAX_SPANS = 200_000;

const HEX_ID = /^[0-9a-f]{1,32}$/i;
/** 16 bytes. */
const BASE64_ID = /^[A-Za-z0-9+/_-]{22}(==)?$/;

/** The store as Jaeger sees it. */
@Injectable()
export class JaegerTraces {
  constructor(private readonly store: TraceStore) {}

  services(): readonly string[] {
    return this.store.suggest('service').toSorted();
  }

  /** Names of spans with their kinds as Jaeger spells them: `server`. */
  operations(
    service: string | undefined,
    kinds: readonly string[],
  ): readonly { readonly name: string; readonly spanKind: string }[] {
    const all = this.store
      .spanNames(service)
      .map(({ name, kind }) => ({ name, spanKind: kind.toLowerCase() }))
      .filter(({ spanKind }) => kinds.length === 0 || kinds.includes(spanKind));
    const distinct = new Map(all.map((one) => [`${one.spanKind} ${one.name}`, one]));
    return [...distinct.values()].toSorted(
      (a, b) => compare(a.name, b.name) || compare(a.spanKind, b.spanKind),
    );
  }

  /** The newest first; as many as one answer may hold. @throws QueryError */
  search(search: JaegerSearch): TraceDetail[] {
    const found: TraceDetail[] = [];
    let spans = 0;
    for (const { traceId, spanCount } of this.store.search(traceQueryOf(search)).traces) {
      spans += spanCount;
      if (spans > MAX_SPANS) break;
      const detail = this.store.trace(traceId);
      if (detail) found.push(detail);
    }
    return found;
  }

  /** @param id in hex, with or without leading zeros, or base64 @throws NotFoundException */
  trace(id: string): TraceDetail {
    const detail = this.find(id);
    if (!detail) throw new NotFoundException('trace not found');
    return detail;
  }

  find(id: string): TraceDetail | undefined {
    if (HEX_ID.test(id)) return this.store.trace(id.toLowerCase().padStart(32, '0'));
    return BASE64_ID.test(id) ? this.store.trace(Buffer.from(id, 'base64').toString('hex')) : undefined;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
