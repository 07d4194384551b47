import { Worker } from 'node:worker_threads';
import { environmentVariables } from '../../config/environment.js';
import { errorOf, type StartProblem } from './start-problem.js';

/** Between two starts of the thread. */
const RESTART_MS = 5_000;
/** Left of the deadline of a shutdown for the last words of the thread. */
const LAST_WORDS_MS = 50;

/** Every thread says these; `refused` ends it. */
type LifeAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly problem: StartProblem }
  | { readonly kind: 'closed' };

/** Finish within so many milliseconds, give up the rest, answer `closed`. */
export interface CloseRequest {
  readonly kind: 'close';
  readonly deadlineMs: number;
}

export interface ThreadKeeperOptions<Answer> {
  readonly name: string;
  readonly entry: URL;
  /** Its `workerData`. */
  readonly data: unknown;
  /** Of its heap: a thread that runs out of it ends alone. */
  readonly heapMegabytes: number;
  /** What the thread says; `refused` and `closed` are for its keeper alone. */
  readonly onAnswer: (answer: Answer) => void;
  /** The thread has ended of itself; another one is started. */
  readonly onDeath: (why: string) => void;
}

/** Keeps a thread alive beside the gateway, which neither waits for it to end nor dies with it: a dead one is started anew. */
export class ThreadKeeper<Request, Answer extends { readonly kind: string }> {
  /** As it was at the start, for every thread. */
  private readonly environment = environmentVariables();
  private worker: Worker | undefined;
  private openedAt = -Infinity;
  private isReady = false;
  private isClosed = false;
  private restartTimer: NodeJS.Timeout | undefined;
  private onClosed: (() => void) | undefined;

  constructor(private readonly options: ThreadKeeperOptions<Answer>) {}

  get isOpen(): boolean {
    return this.worker !== undefined;
  }

  /** Ends when the thread says that it is ready. @throws what the thread says that it cannot start for */
  open(): Promise<void> {
    const { name, entry, data, heapMegabytes } = this.options;
    const worker = new Worker(entry, {
      workerData: data,
      name,
      execArgv: [],
      env: this.environment,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    this.worker = worker;
    this.openedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let cause: Error | undefined;
    worker.on('message', (answer: Answer) => {
      const life = answer as LifeAnswer;
      if (life.kind === 'closed') return this.onClosed?.();
      if (life.kind === 'refused') {
        cause = errorOf(life.problem);
        return void worker.terminate();
      }
      this.options.onAnswer(answer);
      if (life.kind !== 'ready') return;
      worker.unref();
      this.isReady = true;
      resolve();
    });
    worker.on('error', (error: Error) => (cause = error));
    worker.on('exit', () => {
      reject(cause ?? new Error(`the ${name} thread has ended`));
      this.died(cause);
    });
    return promise;
  }

  post(request: Request | CloseRequest, transferred: ArrayBuffer[] = []): void {
    this.worker?.postMessage(request, transferred);
  }

  /** Lets the thread finish, for at most `deadlineMs` milliseconds, and ends it. Never fails. */
  async close(deadlineMs: number): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.restartTimer);
    const { worker } = this;
    if (!worker) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onClosed = resolve;
    const timer = setTimeout(resolve, deadlineMs);
    worker.ref();
    this.post({ kind: 'close', deadlineMs: Math.max(0, deadlineMs - LAST_WORDS_MS) });
    await promise;
    clearTimeout(timer);
    await worker.terminate();
  }

  private died(cause: Error | undefined): void {
    this.worker = undefined;
    this.onClosed?.();
    if (!this.isReady || this.isClosed) return;
    this.options.onDeath(
      `the ${this.options.name} thread has ended: ${cause?.message ?? 'nothing said why'}`,
    );
    const wait = Math.max(0, this.openedAt + RESTART_MS - performance.now());
    this.restartTimer = setTimeout(() => this.reopen(), wait).unref();
  }

  private reopen(): void {
    this.open().catch(() => undefined);
    this.worker?.unref();
  }
}
