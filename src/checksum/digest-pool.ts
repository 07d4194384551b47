import type { ChecksumAlgorithm } from './checksum.js';
import type { DigestSet } from './digest-set.js';
import type { ThreadedAlgorithm } from './digest-worker.js';
import { HashingMemory } from './hashing-memory.js';
import { HashingThread } from './hashing-thread.js';
import { WorkerDigestSet } from './worker-digest-set.js';

const THREADED: ReadonlySet<ChecksumAlgorithm> = new Set<ThreadedAlgorithm>([
  'MD5',
  'SHA1',
  'SHA256',
  'SHA512',
  'CRC64NVME',
]);

function isThreaded(algorithm: ChecksumAlgorithm): algorithm is ThreadedAlgorithm {
  return THREADED.has(algorithm);
}

/** Threads that hash large bodies. They start when they are needed and stay. */
export class DigestPool {
  /** 128 slots: 32 MiB at most, however many bodies there are. */
  readonly memory = new HashingMemory(128);
  private readonly threads = new Set<HashingThread>();

  constructor(private readonly maxThreads: number) {}

  /** `undefined` when no slot is free: the body has to be hashed elsewhere, since waiting for strangers may take for ever. */
  open(algorithms: readonly ChecksumAlgorithm[]): DigestSet | undefined {
    const slot = this.memory.take();
    if (slot === undefined) return undefined;
    const set = new WorkerDigestSet(
      this.memory,
      slot,
      algorithms.filter((algorithm) => !isThreaded(algorithm)),
    );
    // MD5, the slowest of all that every body needs, has a thread of its own.
    const threaded = algorithms.filter(isThreaded);
    for (const lane of [
      threaded.filter((name) => name === 'MD5'),
      threaded.filter((name) => name !== 'MD5'),
    ]) {
      if (lane.length > 0) set.addJob(this.idlest().open(lane, set));
    }
    return set;
  }

  /** Ends all threads; bodies that are being hashed fail. The pool may be used again. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.threads, (thread) => thread.terminate()));
  }

  private idlest(): HashingThread {
    let idlest: HashingThread | undefined;
    for (const thread of this.threads) {
      if (!idlest || thread.load < idlest.load) idlest = thread;
    }
    if (idlest && (idlest.load === 0 || this.threads.size >= this.maxThreads)) return idlest;
    const started = new HashingThread({ memory: this.memory.shared }, () => this.threads.delete(started));
    this.threads.add(started);
    return started;
  }
}
