import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer } from './answer.js';

const HEAD_END = '\r\n\r\n';

/** A socket that speaks HTTP/1.1 by hand: what is sent is sent, and nothing besides. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private ended = false;
  private wake: () => void = () => undefined;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    const end = (): void => {
      this.ended = true;
      this.wake();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(data: Buffer | string): void {
    this.socket.write(data);
  }

  /** A request head, with an empty line at its end. */
  head(method: string, target: string, headers: Readonly<Record<string, string>>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'));
  }

  /** The next response; for `HEAD` and 1xx without a body. Rejects when the connection ends before. */
  async response(method = 'GET'): Promise<Answer> {
    const end = await this.until(() => this.received.indexOf(HEAD_END));
    const [statusLine = '', ...lines] = this.received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    this.received = this.received.subarray(end + HEAD_END.length);
    const status = Number(statusLine.split(' ')[1]);
    const bare = method === 'HEAD' || status < 200 || status === 204 || status === 304;
    const length = bare ? 0 : Number(headers['content-length']);
    await this.until(() => (this.received.length >= length ? 0 : -1));
    const body = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return { status, headers, body };
  }

  /** Settles when the server has closed; gives back what came after the last response. */
  async closed(): Promise<Buffer> {
    while (!this.ended) await this.next();
    return this.received;
  }

  /** Goes away without a word. */
  destroy(): void {
    this.socket.destroy();
  }

  private async until(position: () => number): Promise<number> {
    for (;;) {
      const at = position();
      if (at >= 0) return at;
      if (this.ended) throw new Error('the connection ended before the response did');
      await this.next();
    }
  }

  private next(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
