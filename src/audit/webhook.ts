import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { ThrottledWarning } from '../logging/throttled-warning.js';

/** Documents that wait. */
const MAX_WAITING = 1_000;
/** Documents that are being sent at a time. */
const MAX_UNDER_WAY = 8;
/** Milliseconds for one document. */
const SEND_TIMEOUT = 1_000;
/** Milliseconds for what waits at the end. */
const CLOSE_TIMEOUT = 2_000;

/** Sends JSON documents to a URL. One that is refused, times out or finds no room is lost; the log says how many. */
export class Webhook {
  private readonly lost = new ThrottledWarning(
    new Logger('AuditLog'),
    (times, why) => `the webhook has lost ${times} entries: ${why}`,
  );
  private readonly url: string;
  private readonly headers: Record<string, string> = { 'Content-Type': 'application/json' };
  private readonly waiting: string[] = [];
  private underWay = 0;
  private whenIdle: () => void = () => undefined;

  /** `user:password@` in the URL becomes a header. */
  constructor(address: string) {
    const url = new URL(address);
    if (url.username !== '') {
      const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      this.headers['Authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
      url.username = url.password = '';
    }
    this.url = url.href;
  }

  /** Never waits and never fails. */
  send(document: string): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.lost.count('too many are waiting');
      return;
    }
    this.waiting.push(document);
    this.sendNext();
  }

  /** Sends what waits, for a bounded time. */
  async close(): Promise<void> {
    const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
    if (this.underWay > 0) await Promise.race([idle, pause(CLOSE_TIMEOUT, undefined, { ref: false })]);
    while (this.waiting.pop() !== undefined) this.lost.count('the gateway has ended');
    this.lost.tell();
  }

  private sendNext(): void {
    while (this.underWay < MAX_UNDER_WAY && this.waiting.length > 0) {
      this.underWay += 1;
      void this.post(this.waiting.shift()!).finally(() => {
        this.underWay -= 1;
        this.sendNext();
        if (this.underWay === 0) this.whenIdle();
      });
    }
  }

  private async post(body: string): Promise<void> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: this.headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(SEND_TIMEOUT),
      });
      await answer.body?.cancel();
      if (!answer.ok) this.lost.count(`it answers ${answer.status}`);
    } catch (error) {
      const { name, cause } = error as Error;
      const { code, message } = (cause ?? {}) as NodeJS.ErrnoException;
      this.lost.count(code ?? message ?? name);
    }
  }
}
