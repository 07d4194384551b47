import { Worker } from 'node:worker_threads';
import type { HashingAnswer, HashingRequest, HashingThreadData, ThreadedAlgorithm } from './digest-worker.js';

/** Whoever opened a job. */
export interface HashingClient {
  /** The slots are answered for in the order in which they were sent. */
  hashed(job: HashingJob): void;
  closed(job: HashingJob, digests: readonly [ThreadedAlgorithm, Uint8Array][]): void;
  /** The thread is gone and with it the job; nothing reads its slots any more. */
  failed(job: HashingJob, error: Error): void;
}

/** Digests of one body that are computed in one thread. */
export interface HashingJob {
  /** @param offset into the shared memory, untouched until `hashed` */
  hash(offset: number, length: number): void;
  /** Asks for the digests; the job takes no more bytes. */
  close(): void;
}

// The thread runs beside this file: `.js` in a build; in the tests `.ts`, which Node reads by stripping its types.
const ENTRY = new URL(`./digest-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** One thread; keeps the process alive only while it has jobs. */
export class HashingThread {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, { readonly job: HashingJob; readonly client: HashingClient }>();
  private lastId = 0;

  /** @param onExit called once, when the thread can take no more jobs */
  constructor(data: HashingThreadData, onExit: () => void) {
    this.worker = new Worker(ENTRY, { workerData: data, name: 'digest', execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (answer: HashingAnswer) => this.receive(answer));
    let cause: unknown;
    this.worker.on('error', (error) => (cause = error));
    this.worker.on('exit', () => {
      onExit();
      this.fail(new Error('The hashing thread has ended', { cause }));
    });
  }

  /** Number of open jobs. */
  get load(): number {
    return this.jobs.size;
  }

  open(algorithms: readonly ThreadedAlgorithm[], client: HashingClient): HashingJob {
    const id = ++this.lastId;
    const job: HashingJob = {
      hash: (offset, length) => this.send({ kind: 'hash', job: id, offset, length }),
      close: () => this.send({ kind: 'close', job: id }),
    };
    if (this.jobs.size === 0) this.worker.ref();
    this.jobs.set(id, { job, client });
    this.send({ kind: 'open', job: id, algorithms });
    return job;
  }

  /** Ends the thread; its jobs fail. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private send(request: HashingRequest): void {
    this.worker.postMessage(request);
  }

  private receive(answer: HashingAnswer): void {
    const open = this.jobs.get(answer.job);
    if (!open) return;
    if (answer.kind === 'hashed') return open.client.hashed(open.job);
    this.jobs.delete(answer.job);
    if (this.jobs.size === 0) this.worker.unref();
    open.client.closed(open.job, answer.digests);
  }

  private fail(error: Error): void {
    const lost = [...this.jobs.values()];
    this.jobs.clear();
    for (const { job, client } of lost) client.failed(job, error);
  }
}
