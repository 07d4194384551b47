import type { SpanRecord } from '../span-record.js';
import type { TraceRow } from '../trace-row.js';
import type { TraceTable } from '../trace-table.js';
import { TraceFile } from './trace-file.js';

const FLUSH_MS = 1_000;

/** A piece of a row that is not in the file yet. */
interface Waiting {
  readonly row: TraceRow;
  readonly index: number;
}

/** Keeps a table of traces in a file as well, about a second behind. When the file fails, the memory goes on alone. */
export class WriteBehind {
  private waiting: Waiting[] = [];
  private removed: number[] = [];
  private sources: number;
  private timer: NodeJS.Timeout | undefined;
  private file: TraceFile | undefined;

  private constructor(
    private readonly table: TraceTable,
    file: TraceFile,
    private readonly report: (why: string) => void,
  ) {
    this.file = file;
    this.sources = table.sources.all.length;
    table.onAdded = (row) => this.waiting.push({ row, index: row.pieces.length - 1 });
    table.onEvicted = (row) => this.evicted(row);
  }

  /**
   * Fills an empty table with what the file has.
   * @param each gets what is read, the oldest first
   * @param report is told when the file fails later
   * @throws Error for a file that cannot be used; the table is then of no use either
   */
  static open(
    path: string,
    table: TraceTable,
    each: (group: readonly SpanRecord[]) => void,
    report: (why: string) => void,
  ): WriteBehind {
    const file = TraceFile.open(path);
    try {
      const writer = new WriteBehind(table, file, report);
      writer.load(each);
      return writer;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Whether it is still written. */
  get isOpen(): boolean {
    return this.file !== undefined;
  }

  /** Writes what waits. */
  flush(): void {
    const { file, table } = this;
    if (!file) return;
    const there = this.waiting.filter(({ row }) => !row.isGone);
    const sources = table.sources.all.slice(this.sources);
    if (there.length + this.removed.length + sources.length === 0) return;
    const pieces = there.map(({ row, index }) => {
      const { page, start, size } = row.pieces[index]!;
      return { traceId: row.traceId, bytes: page.bytes.subarray(start, start + size) };
    });
    try {
      const ids = file.write({ words: table.dictionary.takeFresh(), sources, pieces, removed: this.removed });
      ids.forEach((id, index) => (there[index]!.row.pieces[there[index]!.index]!.fileId = id));
    } catch (error) {
      return this.fail(error);
    }
    this.sources = table.sources.all.length;
    this.waiting = [];
    this.removed = [];
  }

  close(): void {
    clearInterval(this.timer);
    this.flush();
    this.file?.close();
    this.file = undefined;
  }

  private load(each: (group: readonly SpanRecord[]) => void): void {
    const { table } = this;
    for (const word of this.file!.words()) table.dictionary.restore(word);
    for (const source of this.file!.sources()) table.sources.id(source);
    this.sources = table.sources.all.length;
    for (const { id, traceId, bytes } of this.file!.pieces()) {
      const group = table.restore(traceId, bytes, id);
      if (group) each(group);
      else this.removed.push(id);
    }
    this.waiting = [];
    table.dictionary.takeFresh();
    this.timer = setInterval(() => this.flush(), FLUSH_MS).unref();
  }

  private evicted(row: TraceRow): void {
    for (const { fileId } of row.pieces) if (fileId !== undefined) this.removed.push(fileId);
  }

  private fail(error: unknown): void {
    clearInterval(this.timer);
    this.table.onAdded = undefined;
    this.table.onEvicted = undefined;
    this.waiting = [];
    try {
      this.file?.close();
    } catch {
      // It failed before.
    }
    this.file = undefined;
    this.report((error as Error).message);
  }
}
