import type { SpanSource } from '../span-record.js';

/** Whose resources are kept, in number and in characters; programs that end soon have a new one each time. */
const MAX_RESOURCES = 1_024;
const MAX_CHARACTERS = 2 ** 21;
/** Services and scopes, also of those whose resource is not kept. */
const MAX_SOURCES = 4_096;
/** All further ones. */
const OTHERS: SpanSource = { service: 'others', scope: '' };

/** Numbers for services, their resources and scopes: many spans come from few. */
export class SourceTable {
  readonly all: SpanSource[] = [OTHERS];
  private readonly ids = new Map<string, number>();
  /** Sources are mostly the same objects. */
  private readonly known = new WeakMap<SpanSource, number>();
  private characters = 0;

  id(source: SpanSource): number {
    const known = this.known.get(source);
    if (known !== undefined) return known;
    const id = this.find(source);
    this.known.set(source, id);
    return id;
  }

  private find({ service, scope, scopeVersion, resource }: SpanSource): number {
    const key = JSON.stringify([service, scope, scopeVersion, resource]);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const hasRoom = this.all.length < MAX_RESOURCES && this.characters + key.length <= MAX_CHARACTERS;
    if (resource && !hasRoom) return this.find({ service, scope, scopeVersion });
    if (this.all.length >= MAX_SOURCES) return 0;
    this.characters += key.length;
    this.all.push(JSON.parse(JSON.stringify({ service, scope, scopeVersion, resource })) as SpanSource);
    this.ids.set(key, this.all.length - 1);
    return this.all.length - 1;
  }
}
