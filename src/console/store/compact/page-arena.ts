/** A block of memory that pieces share. */
export interface Page {
  readonly bytes: Buffer;
  used: number;
  /** Pieces in it that are not freed. */
  pieces: number;
}

/** Where a piece is. */
export interface Piece {
  readonly page: Page;
  readonly start: number;
  readonly size: number;
  /** In the file of the store, once it is there. */
  fileId?: number;
}

/** Memory for many small pieces that come and go in about the same order: a page goes when its last piece does. */
export class PageArena {
  /** Of all pages, whether they are full or not. */
  bytes = 0;
  private page: Page | undefined;

  /** @param pageBytes of a page; a larger piece has one of its own */
  constructor(private readonly pageBytes: number) {}

  add(piece: Buffer): Piece {
    const page = this.room(piece.length);
    const start = page.used;
    piece.copy(page.bytes, start);
    page.used += piece.length;
    page.pieces += 1;
    return { page, start, size: piece.length };
  }

  free({ page }: Piece): void {
    page.pieces -= 1;
    if (page.pieces > 0) return;
    // Nobody has anything in it: it can be filled anew.
    if (page === this.page) page.used = 0;
    else this.bytes -= page.bytes.length;
  }

  private room(size: number): Page {
    if (this.page && this.page.used + size <= this.page.bytes.length) return this.page;
    const page = { bytes: Buffer.allocUnsafeSlow(Math.max(this.pageBytes, size)), used: 0, pieces: 0 };
    this.bytes += page.bytes.length;
    if (this.page?.pieces === 0) this.bytes -= this.page.bytes.length;
    this.page = page;
    return page;
  }
}
