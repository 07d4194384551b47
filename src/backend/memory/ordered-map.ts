import { compareUtf8, lowerBound } from '../model/list-page.js';

/** A map whose values can be walked in ascending UTF-8 order of their keys. */
export class OrderedMap<V> {
  private readonly values = new Map<string, V>();
  private readonly sorted: string[] = [];

  get size(): number {
    return this.values.size;
  }

  /** In ascending UTF-8 order; valid until the next change. */
  get keys(): readonly string[] {
    return this.sorted;
  }

  get(key: string): V | undefined {
    return this.values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.values.has(key)) this.sorted.splice(this.position(key), 0, key);
    this.values.set(key, value);
  }

  delete(key: string): void {
    if (this.values.delete(key)) this.sorted.splice(this.position(key), 1);
  }

  private position(key: string): number {
    return lowerBound(this.sorted, (other) => compareUtf8(other, key) >= 0);
  }
}
