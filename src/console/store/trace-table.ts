import type { AttributeMap } from '../model/trace-detail.js';
import { Dictionary, ownText } from './compact/dictionary.js';
import { PageArena, type Piece } from './compact/page-arena.js';
import { PieceReader, type SpanPlace } from './compact/piece-reader.js';
import { PieceWriter } from './compact/piece-writer.js';
import { SourceTable } from './compact/source-table.js';
import { LinkIndex } from './link-index.js';
import { RowQueue } from './row-queue.js';
import { attributeOf, ERROR, mapOf, type Pairs, type SpanRecord } from './span-record.js';
import { isRefusal } from './red/red-cell.js';
import { TraceRow, Worth } from './trace-row.js';
import { rootRank } from './trace-summary.builder.js';

/** Where traces of one worth are: their order, and their pieces. */
interface Shelf {
  readonly rows: RowQueue;
  readonly arena: PageArena;
}

export interface TraceTableOptions {
  readonly maxTraces: number;
  readonly maxBytes: number;
  /** Whether a local root was slow. */
  readonly isSlow: (root: SpanRecord, group: readonly SpanRecord[]) => boolean;
}

/** Of everything, that ordinary traces cannot take from those that failed or were slow, nor refused ones from these. */
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
/** Characters: others send ids too. */
const MAX_REQUEST_ID = 128;
/** Characters of the attributes of a link, as JSON, that are known where it leads to. */
const MAX_LINK_ATTRIBUTES = 1_024;

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
  /** By their worth. */
  private readonly shelves: Readonly<Record<Worth, Shelf>>;
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
    const shelf = (): Shelf => ({ rows: new RowQueue(), arena: new PageArena(pageBytes) });
    this.shelves = [shelf(), shelf(), shelf()];
    this.writer = new PieceWriter(this.dictionary, this.sources);
    this.reader = new PieceReader(this.dictionary, this.sources);
  }

  /** Of the memory that everything takes, estimated. */
  get bytes(): number {
    const { 0: ordinary, 1: refused, 2: failed } = this.shelves;
    const pages = ordinary.arena.bytes + refused.arena.bytes + failed.arena.bytes;
    const rows = this.rows.size * ROW_BYTES + this.pieces * PIECE_BYTES;
    return pages + rows + this.dictionary.bytes;
  }

  /** The one that came first of those that are there. */
  get oldest(): TraceRow | undefined {
    const { 0: ordinary, 1: refused, 2: failed } = this.shelves;
    return older(older(ordinary.rows.oldest, refused.rows.oldest), failed.rows.oldest);
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
    const before = row.worth;
    this.note(row, group);
    if (row.worth !== before) this.promote(row, this.shelves[before]);
    const piece = this.shelves[row.worth].arena.add(bytes);
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

  /** All spans of a trace, in the order in which they came. @param pieces those that are wanted */
  spansOf({ traceId, pieces: all }: TraceRow, pieces: readonly Piece[] = all): SpanRecord[] {
    return pieces.flatMap(({ page, start }) => this.reader.read(traceId, page.bytes, start));
  }

  /** As `spansOf`, but only who is below whom. */
  placesOf({ pieces }: { readonly pieces: readonly Piece[] }): SpanPlace[] {
    return pieces.flatMap(({ page, start }) => this.reader.readPlaces(page.bytes, start));
  }

  private begin(traceId: string): TraceRow {
    const row = new TraceRow(ownText(traceId), this.order++);
    this.rows.set(row.traceId, row);
    this.shelves[row.worth].rows.add(row);
    return row;
  }

  private note(row: TraceRow, group: readonly SpanRecord[]): void {
    const { errors } = row;
    for (const span of group) {
      row.start = Math.min(row.start, span.start);
      row.end = Math.max(row.end, span.end);
      if (span.status === ERROR) row.errors += 1;
      if (span.isLocalRoot || row.rootRank < 0) this.noteRoot(row, span, group);
      if (span.links.length > 0) this.noteLinks(row, span);
    }
    row.spans += group.length;
    this.spans += group.length;
    if (row.errors > errors && row.worth < Worth.Failed) {
      row.worth = isRefused(group) ? Worth.Refused : Worth.Failed;
    }
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
    if (this.options.isSlow(span, group)) row.worth = Worth.Failed;
    const requestId = attributeOf(span, 'aws.request_id');
    if (typeof requestId !== 'string' || requestId.length > MAX_REQUEST_ID) return;
    if (row.requestIds.length >= MAX_REQUEST_IDS) return;
    const own = ownText(requestId);
    row.requestIds = [...row.requestIds, own];
    this.byRequest.set(own, row);
  }

  private noteLinks(row: TraceRow, span: SpanRecord): void {
    row.hasLinks = true;
    for (const { traceId, spanId, pairs } of span.links) {
      const link = { traceId: row.traceId, spanId: ownText(span.spanId), attributes: ownAttributes(pairs) };
      this.links.add(ownText(traceId), { target: ownText(spanId), link });
    }
  }

  private shared(name: string): string {
    const id = this.dictionary.nameId(name);
    return id < 0 ? ownText(name) : this.dictionary.names[id]!;
  }

  /** It moves to where those of its kind are, with its pieces. */
  private promote(row: TraceRow, from: Shelf): void {
    const to = this.shelves[row.worth];
    from.rows.remove(row);
    to.rows.add(row);
    row.pieces.forEach((piece, index) => {
      const { page, start, size } = piece;
      row.pieces[index] = { ...piece, ...to.arena.add(page.bytes.subarray(start, start + size)) };
      from.arena.free(piece);
    });
  }

  private makeRoom(): void {
    const { maxTraces, maxBytes } = this.options;
    while (this.rows.size > maxTraces || (this.bytes > maxBytes && this.rows.size > 1))
      this.evict(this.next()!);
  }

  /** The oldest of those that have no share of their own any more, or never had: a flood of refusals ends at theirs. */
  private next(): TraceRow | undefined {
    const { 0: ordinary, 1: refused, 2: failed } = this.shelves;
    if (this.isInShare(refused, failed) && ordinary.rows.oldest) return ordinary.rows.oldest;
    const lesser = older(ordinary.rows.oldest, refused.rows.oldest);
    return this.isInShare(failed) && lesser ? lesser : this.oldest;
  }

  private isInShare(...shelves: readonly Shelf[]): boolean {
    const { maxTraces, maxBytes } = this.options;
    const count = shelves.reduce((sum, { rows }) => sum + rows.length, 0);
    const bytes = shelves.reduce((sum, { arena }) => sum + arena.bytes, count * ROW_BYTES);
    return count <= maxTraces * PROTECTED_SHARE && bytes <= maxBytes * PROTECTED_SHARE;
  }

  private evict(row: TraceRow): void {
    row.isGone = true;
    const { rows, arena } = this.shelves[row.worth];
    rows.remove(row);
    this.rows.delete(row.traceId);
    for (const id of row.requestIds) if (this.byRequest.get(id) === row) this.byRequest.delete(id);
    if (row.hasLinks) this.forgetLinks(row);
    for (const piece of row.pieces) arena.free(piece);
    this.pieces -= row.pieces.length;
    this.spans -= row.spans;
    if (row.worth === Worth.Ordinary) this.evicted += 1;
    else this.evictedProtected += 1;
    this.onEvicted?.(row);
  }

  private forgetLinks(row: TraceRow): void {
    for (const { links } of this.spansOf(row)) {
      for (const { traceId } of links) this.links.remove(traceId, row.traceId);
    }
  }
}

/** A copy that does not hold the texts that its own were parts of; nothing of what is too long. */
function ownAttributes(pairs: Pairs): AttributeMap {
  const json = JSON.stringify(mapOf(pairs));
  return json.length > MAX_LINK_ATTRIBUTES ? {} : (JSON.parse(json) as AttributeMap);
}

function older(one: TraceRow | undefined, other: TraceRow | undefined): TraceRow | undefined {
  return one && other ? (one.order < other.order ? one : other) : (one ?? other);
}

/** Whether the request was answered 4xx: whoever sends such can send many. */
function isRefused(group: readonly SpanRecord[]): boolean {
  const root = group.find(({ isLocalRoot }) => isLocalRoot);
  if (!root) return false;
  const status = Number(attributeOf(root, 'http.response.status_code') ?? 0);
  return isRefusal({ status, errorType: String(attributeOf(root, 'error.type') ?? '') });
}
