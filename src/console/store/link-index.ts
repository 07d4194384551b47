import type { SpanLink } from '../model/trace-detail.js';

/** Spans that link to one trace; more are not known. */
const MAX_PER_TRACE = 1_000;
const MAX_LINKS = 20_000;

export interface BackLink {
  /** Of the span that is linked to. */
  readonly target: string;
  /** The span that links. */
  readonly link: SpanLink;
}

/** Which spans link to a trace. Links of traces that are gone are forgotten. */
export class LinkIndex {
  private count = 0;
  private readonly byTarget = new Map<string, BackLink[]>();

  add(targetTrace: string, back: BackLink): void {
    const known = this.byTarget.get(targetTrace);
    if (this.count >= MAX_LINKS || (known && known.length >= MAX_PER_TRACE)) return;
    this.count += 1;
    if (known) known.push(back);
    else this.byTarget.set(targetTrace, [back]);
  }

  /** A trace that linked to another one is gone. */
  remove(targetTrace: string, fromTrace: string): void {
    const known = this.byTarget.get(targetTrace);
    if (!known) return;
    const left = known.filter(({ link }) => link.traceId !== fromTrace);
    this.count -= known.length - left.length;
    if (left.length > 0) this.byTarget.set(targetTrace, left);
    else this.byTarget.delete(targetTrace);
  }

  /** Links to spans of a trace. */
  to(trace: string): readonly BackLink[] {
    return this.byTarget.get(trace) ?? [];
  }
}
