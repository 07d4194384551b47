import type { MaybePromise } from '../common/maybe-promise.js';
import type { ChecksumAlgorithm } from './checksum.js';
import type { DigestResults, DigestSet } from './digest-set.js';
import type { ThreadedAlgorithm } from './digest-worker.js';
import { type HashingMemory, SLOT_SIZE } from './hashing-memory.js';
import type { HashingClient, HashingJob } from './hashing-thread.js';
import { InlineDigestSet } from './inline-digest-set.js';

/** Slots that one body may hold: one is filled while the others wait for the threads. */
const MAX_SLOTS = 4;

interface SentSlot {
  readonly offset: number;
  /** Jobs that have still to hash it. */
  readonly jobs: Set<HashingJob>;
}

/**
 * Copies the bytes into shared slots that several threads hash. It keeps its first slot to the end, so that it never
 * waits for other bodies, and takes up to three more while there are any.
 */
export class WorkerDigestSet implements DigestSet, HashingClient {
  private readonly inline: InlineDigestSet;
  private readonly open = new Set<HashingJob>();
  private readonly results = new Map<ChecksumAlgorithm, Buffer>();
  /** In the order in which they were sent. */
  private sent: SentSlot[] = [];
  private filled = 0;
  private state: 'open' | 'closing' | 'over' = 'open';
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private settled: PromiseWithResolvers<DigestResults> | undefined;

  /** @param slot the slot to fill first, already taken; `undefined` while all are sent */
  constructor(
    private readonly memory: HashingMemory,
    private slot: number | undefined,
    algorithms: readonly ChecksumAlgorithm[],
  ) {
    this.inline = new InlineDigestSet(algorithms);
  }

  /** Before the first byte. */
  addJob(job: HashingJob): void {
    this.open.add(job);
  }

  /** The promise never rejects: a failure is thrown by the next call. */
  update(chunk: Buffer): MaybePromise<void> {
    if (this.failure) throw this.failure;
    this.inline.update(chunk);
    return this.store(chunk, 0);
  }

  finish(): MaybePromise<DigestResults> {
    if (this.failure) throw this.failure;
    this.send();
    this.state = 'closing';
    this.settled = Promise.withResolvers();
    for (const job of this.open) job.close();
    return this.settled.promise;
  }

  discard(): void {
    const before = this.state;
    this.end();
    if (before === 'open') for (const job of this.open) job.close();
  }

  hashed(job: HashingJob): void {
    const slot = this.sent.find(({ jobs }) => jobs.has(job));
    if (!slot) return;
    slot.jobs.delete(job);
    if (slot.jobs.size === 0) this.recover(slot);
  }

  closed(job: HashingJob, digests: readonly [ThreadedAlgorithm, Uint8Array][]): void {
    for (const [algorithm, digest] of digests) this.results.set(algorithm, Buffer.from(digest));
    this.open.delete(job);
    if (this.open.size > 0 || this.state !== 'closing') return;
    this.end();
    for (const [algorithm, digest] of this.inline.finish()) this.results.set(algorithm, digest);
    this.settled?.resolve(this.results);
  }

  failed(job: HashingJob, error: Error): void {
    this.failure ??= error;
    this.open.delete(job);
    for (const slot of this.sent.filter(({ jobs }) => jobs.has(job))) {
      slot.jobs.delete(job);
      if (slot.jobs.size === 0) this.recover(slot);
    }
    this.settled?.reject(error);
    this.wakeUp();
  }

  private store(chunk: Buffer, from: number): MaybePromise<void> {
    let at = from;
    while (at < chunk.length && !this.failure) {
      this.slot ??= this.sent.length < MAX_SLOTS ? this.memory.take() : undefined;
      if (this.slot === undefined) return this.recovered().then(() => this.store(chunk, at));
      const copied = chunk.copy(this.memory.bytes, this.slot + this.filled, at, at + SLOT_SIZE - this.filled);
      at += copied;
      this.filled += copied;
      if (this.filled === SLOT_SIZE) this.send();
    }
  }

  private send(): void {
    if (this.slot === undefined || this.filled === 0) return;
    this.sent.push({ offset: this.slot, jobs: new Set(this.open) });
    for (const job of this.open) job.hash(this.slot, this.filled);
    this.slot = undefined;
    this.filled = 0;
  }

  private recovered(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** A slot came back: the last one is kept, and every one that a chunk waits for. */
  private recover(slot: SentSlot): void {
    this.sent = this.sent.filter((other) => other !== slot);
    const needed = this.slot === undefined && (this.wake !== undefined || this.sent.length === 0);
    if (this.state === 'over' || !needed) return this.memory.give(slot.offset);
    this.slot = slot.offset;
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = undefined;
  }

  /** Gives back the slot that nobody reads; those that were sent follow when they are answered for. */
  private end(): void {
    this.state = 'over';
    if (this.slot !== undefined) this.memory.give(this.slot);
    this.slot = undefined;
    this.wake = undefined;
  }
}
