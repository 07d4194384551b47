import request, { type Test } from 'supertest';
import { eventually } from './eventually.js';
import { TestGateway, type GatewayOptions } from './test-gateway.js';

export const CONSOLE_TOKEN = 'token-of-the-console-under-test';

/** A gateway with a console, and requests to that which bear its token. */
export class TracedConsole {
  private constructor(
    readonly gateway: TestGateway,
    /** Without the token. */
    readonly url: string,
  ) {}

  static async start(options: GatewayOptions = {}): Promise<TracedConsole> {
    const console = { port: ['127.0.0.1:0'], token: CONSOLE_TOKEN, ...options.console };
    const gateway = await TestGateway.start({ ...options, console });
    return new TracedConsole(gateway, new URL(gateway.application.consoleUrl!).origin);
  }

  /** A request with the token. */
  ask(method: string, path: string): Test {
    return this.knock(method, path).set('Authorization', `Bearer ${CONSOLE_TOKEN}`);
  }

  /** A request without. */
  knock(method: string, path: string): Test {
    return new request.Test(this.url, method, path);
  }

  /** Sends bytes as they are, with the token. */
  post(path: string, body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Test {
    const asIs = ((bytes: Buffer) => bytes) as unknown as (bytes: object) => string;
    return this.ask('POST', path).set(headers).buffer(true).serialize(asIs).send(Buffer.from(body));
  }

  /** JSON of a path. @throws Error for every status but 200 */
  async json<T>(path: string): Promise<T> {
    const { status, body, text } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
    return body as T;
  }

  /** JSON of a path as soon as it is as wanted. @throws Error when it never is */
  eventually<T extends object>(path: string, isEnough: (answer: T) => boolean): Promise<T> {
    return eventually(async () => {
      const answer = await this.json<T>(path);
      return isEnough(answer) && answer;
    });
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }
}
