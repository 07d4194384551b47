/** That wait; more are lost. */
const MAX_ITEMS = 2_000;
const DELAY_MS = 100;

/** Hands small things to another thread, one list at a time: the next one goes when the last was taken. */
export class ListSender<T> {
  private items: T[] = [];
  private isUnderWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (items: readonly T[]) => void) {}

  readonly add = (item: T): void => {
    if (this.items.length >= MAX_ITEMS) return;
    this.items.push(item);
    if (!this.isUnderWay) this.timer ??= setTimeout(this.flush, DELAY_MS).unref();
  };

  /** The other side has taken the last list, or is another one now. */
  taken(): void {
    this.isUnderWay = false;
    if (this.items.length > 0) this.timer ??= setTimeout(this.flush, DELAY_MS).unref();
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    const { items } = this;
    this.items = [];
    this.isUnderWay = true;
    this.send(items);
  };
}
