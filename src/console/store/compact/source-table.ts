import type { SpanSource } from '../span-record.js';

/** Others share the last one, which keeps only that they are others. */
const MAX_SOURCES = 1_024;
const OTHERS: SpanSource = { service: 'others', scope: '' };

/** Numbers for services, their resources and scopes: many spans come from few. */
export class SourceTable {
  readonly all: SpanSource[] = [OTHERS];
  private readonly ids = new Map<string, number>();
  /** Sources are mostly the same objects. */
  private readonly known = new WeakMap<SpanSource, number>();

  id(source: SpanSource): number {
    const known = this.known.get(source);
    if (known !== undefined) return known;
    const id = this.find(source);
    this.known.set(source, id);
    return id;
  }

  private find({ service, scope, resource }: SpanSource): number {
    const key = JSON.stringify([service, scope, resource]);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    if (this.all.length >= MAX_SOURCES) return 0;
    this.all.push(JSON.parse(JSON.stringify({ service, scope, resource })) as SpanSource);
    this.ids.set(key, this.all.length - 1);
    return this.all.length - 1;
  }
}
