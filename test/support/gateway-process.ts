import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.js';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** Milliseconds. A gateway that has not answered by then never will. */
const START_TIMEOUT = 15_000;
const STOP_TIMEOUT = 15_000;

/** What a failure shows of the output. */
const LOG_CHARACTERS = 8_192;

export const ACCESS_KEY = 'CONFORMANCEACCESSKEY';
export const SECRET_KEY = 'conformance/secret+key';
export const REGION = 'us-east-1';

export interface GatewayProcessOptions {
  readonly backend?: 'posix' | 'memory';
  /** Directory of the posix backend, left alone by `stop`. A temporary one, removed by `stop`, when absent. */
  readonly directory?: string;
  /** After the command. */
  readonly flags?: readonly string[];
}

/** `bin/glassgate` as a process of its own, on a free port of 127.0.0.1. */
export class GatewayProcess {
  url = '';
  private log = '';
  private faults = '';
  private readonly closed: Promise<unknown[]>;

  private constructor(
    private readonly child: ChildProcess,
    /** Empty for memory. */
    readonly directory: string,
    private readonly temporary: boolean,
  ) {
    this.closed = once(child, 'close');
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.remember(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.faults = (this.faults + text).slice(0, LOG_CHARACTERS);
      this.remember(text);
    });
  }

  /** @throws Error with the log when the program is not built, ends, or does not say where it listens */
  static async start(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
    if (!existsSync(join(HOME, 'dist/main.js'))) {
      throw new Error('dist/main.js is missing: conformance tests need `npm run build` first');
    }
    const { backend = 'posix', flags = [] } = options;
    const temporary = backend === 'posix' && options.directory === undefined;
    const directory = temporary ? await mkdtemp(join(tmpdir(), 'glassgate-')) : (options.directory ?? '');
    const keys = ['--access', ACCESS_KEY, '--secret', SECRET_KEY, '--region', REGION];
    const command = backend === 'posix' ? ['posix', ...flags, directory] : ['memory', ...flags];
    const child = spawn(join(HOME, 'bin/glassgate'), [...keys, '--port', '127.0.0.1:0', ...command], {
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gateway = new GatewayProcess(child, directory, temporary);
    gateway.url = await gateway.address();
    return gateway;
  }

  /** The last that was printed. */
  get logs(): string {
    return this.log;
  }

  /** Runs `glassgate admin` as root. @throws Error with what it printed when it fails */
  administer(...args: string[]): Promise<string> {
    const root = ['--endpoint-url', this.url, '--access', ACCESS_KEY, '--secret', SECRET_KEY];
    return runProgram(join(HOME, 'bin/glassgate'), ['admin', ...root, '--region', REGION, ...args]);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Exit code; `null` after a signal that was not handled. @throws Error with the log when it does not end */
  async exitCode(): Promise<number | null> {
    const [code] = await this.within(STOP_TIMEOUT, this.closed, 'did not end');
    return code as number | null;
  }

  /** SIGTERM. @throws Error with the log when it does not end with code 0, or has reported faults of its own */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    try {
      const code = await this.exitCode();
      if (code !== 0) throw this.failure(`ended with code ${code}`);
      if (this.faults !== '') throw this.failure('has reported faults');
    } finally {
      if (this.temporary) await rm(this.directory, { recursive: true, force: true });
    }
  }

  private async address(): Promise<string> {
    const found = (): string | undefined => /^glassgate .* at (http[^\s,]+)/m.exec(this.log)?.[1];
    const listening = (async () => {
      while (found() === undefined) {
        const ended = await Promise.race([this.closed, once(this.child.stdout!, 'data').then(() => false)]);
        if (ended) throw this.failure('ended at its start');
      }
      return found()!;
    })();
    return this.within(START_TIMEOUT, listening, 'did not say where it listens');
  }

  private async within<T>(milliseconds: number, promise: Promise<T>, failure: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.signal('SIGKILL');
        reject(this.failure(failure));
      }, milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  private remember(text: string): void {
    this.log = (this.log + text).slice(-LOG_CHARACTERS);
  }

  private failure(what: string): Error {
    return new Error(`the gateway ${what}; it printed:\n${this.faults === '' ? this.log : this.faults}`);
  }
}
