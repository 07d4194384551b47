/** The part of an open span that a reader needs. */
export interface Followable {
  enter(): void;
  leave(): void;
  end(error?: unknown): void;
}

/**
 * Reads a source inside a span and ends the span with it: at the last item, at an error, when the reader returns early.
 * A generator would not do: one that was never started runs nothing when it is closed.
 */
export class FollowedIterator<T> implements AsyncIterableIterator<T, void, undefined> {
  constructor(
    private readonly source: AsyncIterator<T>,
    private readonly open: Followable,
  ) {}

  async next(): Promise<IteratorResult<T, void>> {
    try {
      this.open.enter();
      const item = await this.source.next();
      this.open.leave();
      if (!item.done) return item;
      this.open.end();
      return { done: true, value: undefined };
    } catch (error) {
      this.open.end(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<T, void>> {
    try {
      this.open.enter();
      await this.source.return?.();
      this.open.end();
    } catch (error) {
      this.open.end(error);
      throw error;
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
