import { Injectable, NotFoundException } from '@nestjs/common';
import { spanSize } from '../analysis/span-size.js';
import type { TraceDetail } from '../model/trace-detail.js';
import { TraceStore } from '../store/trace-store.js';
import { traceQueryOf, type JaegerSearch } from './jaeger-search.js';

/** Spans of one answer: all of it is in memory at once, as objects and as text. */
const MAX_SPANS = 40_000;
const MAX_SIZE = 2 ** 26;

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

  /** The newest first, one after the other. @throws QueryError */
  *each(search: JaegerSearch): Generator<TraceDetail> {
    for (const { traceId } of this.store.search(traceQueryOf(search)).traces) {
      const detail = this.store.trace(traceId);
      if (detail) yield detail;
    }
  }

  /** The newest first; as many as one answer may hold. @throws QueryError */
  search(search: JaegerSearch): TraceDetail[] {
    return bounded(this.each(search));
  }

  /** Those that are there; as many as one answer may hold. @param ids as for `find` */
  all(ids: readonly string[]): TraceDetail[] {
    return bounded(this.known(ids));
  }

  /** @param id in hex, with or without leading zeros, or base64 @throws NotFoundException */
  trace(id: string): TraceDetail {
    const detail = this.find(id);
    if (!detail) throw new NotFoundException('trace not found');
    return detail;
  }

  find(id: string): TraceDetail | undefined {
    const hex = hexId(id);
    return hex === undefined ? undefined : this.store.trace(hex);
  }

  private *known(ids: readonly string[]): Generator<TraceDetail> {
    for (const id of new Set(ids)) {
      const detail = this.find(id);
      if (detail) yield detail;
    }
  }
}

/** 32 digits; `undefined` of what is no id. */
export function hexId(id: string): string | undefined {
  if (HEX_ID.test(id)) return id.toLowerCase().padStart(32, '0');
  return BASE64_ID.test(id) ? Buffer.from(id, 'base64').toString('hex') : undefined;
}

/** The first one in any case. */
function bounded(details: Iterable<TraceDetail>): TraceDetail[] {
  const found: TraceDetail[] = [];
  let spans = 0;
  let size = 0;
  for (const detail of details) {
    spans += detail.spans.length;
    for (const span of detail.spans) size += spanSize(span);
    if ((spans > MAX_SPANS || size > MAX_SIZE) && found.length > 0) break;
    found.push(detail);
  }
  return found;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
