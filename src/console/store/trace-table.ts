import type { AttributeMap } from '../model/trace-detail.js';
import { Dictionary, ownText } from './compact/dictionary.js';
import { PageArena } from './compact/page-arena.js';
import { PieceReader, type SpanPlace } from './compact/piece-reader.js';
import { PieceWriter } from './compact/piece-writer.js';
import { SourceTable } from './compact/source-table.js';
import { LinkIndex } from './link-index.js';
import { RowQueue } from './row-queue.js';
import { attributeOf, ERROR, mapOf, type Pairs, type SpanRecord } from './span-record.js';
import { TraceRow } from './trace-row.js';
import { rootRank } from './trace-summary.builder.js';

export interface TraceTableOptions {
  readonly maxTraces: number;
  readonly maxBytes: number;
  /** Whether a local root was slow. */
  readonly isSlow: (root: SpanRecord, group: readonly SpanRecord[]) => boolean;
}

/** Of everything, that ordinary traces cannot take from those that failed or were slow. */
const PROTECTED_SHARE = 0.2;
/** Of the memory, that texts with numbers may take. */
const DICTIONARY_SHARE = 0.1;
const PAGE_SHARE = 1 / 128;
const MAX_PAGE_BYTES = 256 * 1024;
/** Bytes of a row with its texts and its places in the indexes, measured. */
const ROW_BYTES = 560;
const PIECE_BYTES = 64;
/** Spans of one trace that are stored. */
const MAX_SPANS = 100_000;
/** Of the memory, for one trace. */
const TRACE_SHARE = 0.25;
/** Requests of one trace that can be found by their ids. */
const MAX_REQUEST_IDS = 1_000;

/** The traces in memory, bounded in number and bytes. */
export class TraceTable {
  readonly dictionary: Dictionary;
  readonly sources = new SourceTable();
  readonly links = new LinkIndex();
  readonly rows = new Map<string, TraceRow>();
  spans = 0;
  evicted = 0;
  evictedProtected = 0;
  /** Called when a trace has got another piece, its last. */
  onAdded: ((row: TraceRow) => void) | undefined;
  /** Called when a trace has gone to make room. */
  onEvicted: ((row: TraceRow) => void) | undefined;
  private readonly byRequest = new Map<string, TraceRow>();
  private readonly ordinary = new RowQueue();
  private readonly guarded = new RowQueue();
  private readonly arenas: { readonly ordinary: PageArena; readonly guarded: PageArena };
  private readonly writer: PieceWriter;
  private readonly reader: PieceReader;
  private pieces = 0;
  private order = 0;

  constructor(
    private readonly options: TraceTableOptions,
    isKept = false,
  ) {
    this.dictionary = new Dictionary(options.maxBytes * DICTIONARY_SHARE, isKept);
    const pageBytes = Math.min(MAX_PAGE_BYTES, Math.floor(options.maxBytes * PAGE_SHARE));
    this.arenas = { ordinary: new PageArena(pageBytes), guarded: new PageArena(pageBytes) };
    this.writer = new PieceWriter(this.dictionary, this.sources);
    this.reader = new PieceReader(this.dictionary, this.sources);
  }

  /** Of the memory that everything takes, estimated. */
  get bytes(): number {
    const { ordinary, guarded } = this.arenas;
    const rows = this.rows.size * ROW_BYTES + this.pieces * PIECE_BYTES;
    return ordinary.bytes + guarded.bytes + rows + this.dictionary.bytes;
  }

  /** The one that came first of those that are there. */
  get oldest(): TraceRow | undefined {
    const { oldest: one } = this.ordinary;
    const { oldest: other } = this.guarded;
    return one && other ? (one.order < other.order ? one : other) : (one ?? other);
  }

  find(id: string): TraceRow | undefined {
    return this.rows.get(id) ?? this.byRequest.get(id);
  }

  /** Adds what came at once of a trace; older traces may go for it. `undefined`: the trace has too many spans already, or bytes. */
  add(group: readonly SpanRecord[]): TraceRow | undefined {
    return this.put(group, (spans) => this.writer.write(spans));
  }

  /**
   * Adds a piece that was written before, with the same numbers for words and sources.
   * @returns what it holds; `undefined`: there is no room for it
   */
  restore(traceId: string, bytes: Buffer, fileId: number): readonly SpanRecord[] | undefined {
    const group = this.reader.read(traceId, bytes, 0);
    return this.put(group, () => bytes, fileId) && group;
  }

  private put(
    group: readonly SpanRecord[],
    bytesOf: (group: readonly SpanRecord[]) => Buffer,
    fileId?: number,
  ): TraceRow | undefined {
    const { traceId } = group[0]!;
    const known = this.rows.get(traceId);
    const bytes = bytesOf(group);
    if (!this.admits(known, group.length, bytes.length)) {
      if (known) known.droppedSpans += group.length;
      return undefined;
    }
    const row = known ?? this.begin(traceId);
    const wasProtected = row.isProtected;
    this.note(row, group);
    if (row.isProtected && !wasProtected) this.promote(row);
    const piece = this.arenaOf(row).add(bytes);
    if (fileId !== undefined) piece.fileId = fileId;
    row.pieces.push(piece);
    row.bytes += piece.size;
    this.pieces += 1;
    this.onAdded?.(row);
    this.makeRoom();
    return row;
  }

  /** No single trace takes more than its share. */
  private admits(row: TraceRow | undefined, spans: number, bytes: number): boolean {
    const { spans: before, bytes: bytesBefore } = row ?? { spans: 0, bytes: 0 };
    return before + spans <= MAX_SPANS && bytesBefore + bytes <= this.options.maxBytes * TRACE_SHARE;
  }

  /** All spans of a trace, in the order in which they came. */
  spansOf({ traceId, pieces }: TraceRow): SpanRecord[] {
    return pieces.flatMap(({ page, start }) => this.reader.read(traceId, page.bytes, start));
  }

  /** As `spansOf`, but only who is below whom. */
  placesOf({ pieces }: TraceRow): SpanPlace[] {
    return pieces.flatMap(({ page, start }) => this.reader.readPlaces(page.bytes, start));
  }

  private begin(traceId: string): TraceRow {
    const row = new TraceRow(ownText(traceId), this.order++);
    this.rows.set(row.traceId, row);
    this.ordinary.add(row);
    return row;
  }

  private note(row: TraceRow, group: readonly SpanRecord[]): void {
    for (const span of group) {
      row.start = Math.min(row.start, span.start);
      row.end = Math.max(row.end, span.end);
      if (span.status === ERROR) row.errors += 1;
      if (span.isLocalRoot || row.rootRank < 0) this.noteRoot(row, span, group);
      if (span.links.length > 0) this.noteLinks(row, span);
    }
    row.spans += group.length;
    this.spans += group.length;
    row.isProtected ||= row.errors > 0;
  }

  private noteRoot(row: TraceRow, span: SpanRecord, group: readonly SpanRecord[]): void {
    const rank = rootRank(span);
    if (rank > row.rootRank || (rank === row.rootRank && span.start < row.rootStart)) {
      row.rootRank = rank;
      row.rootStart = span.start;
      row.rootName = this.shared(span.name);
      row.rootService = this.sources.all[this.sources.id(span.source)]!.service;
      row.status = Number(attributeOf(span, 'http.response.status_code') ?? 0);
    }
    row.isProtected ||= this.options.isSlow(span, group);
    const requestId = attributeOf(span, 'aws.request_id');
    if (typeof requestId !== 'string' || row.requestIds.length >= MAX_REQUEST_IDS) return;
    const own = ownText(requestId);
    row.requestIds = [...row.requestIds, own];
    this.byRequest.set(own, row);
  }

  private noteLinks(row: TraceRow, span: SpanRecord): void {
    row.hasLinks = true;
    for (const { traceId, spanId, pairs } of span.links) {
      const link = { traceId: row.traceId, spanId: ownText(span.spanId), attributes: ownMap(pairs) };
      this.links.add(ownText(traceId), { target: ownText(spanId), link });
    }
  }

  private shared(name: string): string {
    const id = this.dictionary.nameId(name);
    return id < 0 ? ownText(name) : this.dictionary.names[id]!;
  }

  /** It moves to where those of its kind are, with its pieces. */
  private promote(row: TraceRow): void {
    this.ordinary.remove(row);
    this.guarded.add(row);
    const { ordinary, guarded } = this.arenas;
    row.pieces.forEach((piece, index) => {
      const { page, start, size } = piece;
      row.pieces[index] = { ...piece, ...guarded.add(page.bytes.subarray(start, start + size)) };
      ordinary.free(piece);
    });
  }

  private queueOf(row: TraceRow): RowQueue {
    return row.isProtected ? this.guarded : this.ordinary;
  }

  private arenaOf(row: TraceRow): PageArena {
    return row.isProtected ? this.arenas.guarded : this.arenas.ordinary;
  }

  private makeRoom(): void {
    const { maxTraces, maxBytes } = this.options;
    while (this.rows.size > maxTraces || (this.bytes > maxBytes && this.rows.size > 1))
      this.evict(this.next()!);
  }

  /** Ordinary ones first, as long as the others do not have more than their share; else the oldest. */
  private next(): TraceRow | undefined {
    const { guarded, arenas, ordinary } = this;
    const { maxTraces, maxBytes } = this.options;
    const hasShare =
      guarded.length <= maxTraces * PROTECTED_SHARE &&
      arenas.guarded.bytes + guarded.length * ROW_BYTES <= maxBytes * PROTECTED_SHARE;
    return hasShare ? (ordinary.oldest ?? guarded.oldest) : this.oldest;
  }

  private evict(row: TraceRow): void {
    row.isGone = true;
    this.queueOf(row).remove(row);
    this.rows.delete(row.traceId);
    for (const id of row.requestIds) if (this.byRequest.get(id) === row) this.byRequest.delete(id);
    if (row.hasLinks) this.forgetLinks(row);
    for (const piece of row.pieces) this.arenaOf(row).free(piece);
    this.pieces -= row.pieces.length;
    this.spans -= row.spans;
    if (row.isProtected) this.evictedProtected += 1;
    else this.evicted += 1;
    this.onEvicted?.(row);
  }

  private forgetLinks(row: TraceRow): void {
    for (const { links } of this.spansOf(row)) {
      for (const { traceId } of links) this.links.remove(traceId, row.traceId);
    }
  }
}

/** A copy that does not hold the texts that its own were parts of. */
function ownMap(pairs: Pairs): AttributeMap {
  return JSON.parse(JSON.stringify(mapOf(pairs))) as AttributeMap;
}
