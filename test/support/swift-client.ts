import { Agent, request as send, type IncomingMessage } from 'node:http';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { ROOT, type TestGateway } from './test-gateway.js';

/** What is left of an answer. */
export interface SwiftAnswer {
  readonly status: number;
  readonly traceId: string;
}

/** Sends many signed GETs over few connections, for tests that count thousands of answers. */
export class SwiftClient {
  private readonly agent: Agent;

  constructor(
    private readonly gateway: Pick<TestGateway, 'url'>,
    private readonly connections = 8,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The answers in the order of the paths. */
  async getAll(paths: readonly string[]): Promise<SwiftAnswer[]> {
    const answers: SwiftAnswer[] = [];
    let next = 0;
    const run = async (): Promise<void> => {
      for (let index = next++; index < paths.length; index = next++) {
        answers[index] = await this.get(paths[index]!);
      }
    };
    await Promise.all(Array.from({ length: this.connections }, run));
    return answers;
  }

  close(): void {
    this.agent.destroy();
  }

  private get(path: string): Promise<SwiftAnswer> {
    const url = `${this.gateway.url}${path}`;
    const headers = signRequest({ method: 'GET', url, region: 'us-east-1', ...ROOT });
    return new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage): void => {
        const { statusCode: status = 0, headers: received } = response;
        response.resume().once('error', reject);
        response.once('end', () => resolve({ status, traceId: String(received['x-trace-id']) }));
      };
      send(url, { agent: this.agent, headers }, answered).once('error', reject).end();
    });
  }
}
