import type { Response } from 'express';

/** Bytes that wait for a client: what comes while there are more is left out. */
const MAX_WAITING = 256 * 2 ** 10;

/** The events of one client. Source: HTML, "Server-sent events". */
export class LiveStream {
  private skipped = 0;

  constructor(private readonly response: Response) {}

  /** Sends the head, so that the client knows that it is heard. */
  open(): void {
    const { response } = this;
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // Nothing between here and the client may hold events back.
    response.setHeader('Cache-Control', 'no-store, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    this.ping();
  }

  /** A client that is too slow loses events, and is told how many as soon as it has read. */
  send(event: string, data: unknown): void {
    if (this.response.writableLength > MAX_WAITING) {
      if (this.skipped === 0) this.response.once('drain', this.tellSkipped);
      this.skipped += 1;
    } else this.write(event, data);
  }

  /** Keeps the connection from being taken for dead. */
  ping(): void {
    if (this.response.writableLength <= MAX_WAITING) this.write('ping', {});
  }

  private readonly tellSkipped = (): void => {
    const count = this.skipped;
    this.skipped = 0;
    this.write('skipped', { count });
  };

  private write(event: string, data: unknown): void {
    this.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
