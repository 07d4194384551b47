/**
 * Entry of a hashing thread. It imports no file of the project and uses erasable syntax only: the tests run it as it
 * stands here, with its types stripped by Node, where nothing would resolve a `.js` suffix to a `.ts` file.
 */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createCRC64 } from 'hash-wasm';
import type { ChecksumAlgorithm } from './checksum.js';

/** Algorithms whose cost is worth the way to another thread; the rest takes less time than a copy of the bytes. */
export type ThreadedAlgorithm = Extract<
  ChecksumAlgorithm,
  'MD5' | 'SHA1' | 'SHA256' | 'SHA512' | 'CRC64NVME'
>;

export interface HashingThreadData {
  readonly memory: SharedArrayBuffer;
}

export type HashingRequest =
  | { readonly kind: 'open'; readonly job: number; readonly algorithms: readonly ThreadedAlgorithm[] }
  /** Hash `length` bytes of the shared memory; they stay as they are until the answer. */
  | { readonly kind: 'hash'; readonly job: number; readonly offset: number; readonly length: number }
  | { readonly kind: 'close'; readonly job: number };

/** One answer per `hash` and `close`, in their order. */
export type HashingAnswer =
  | { readonly kind: 'hashed'; readonly job: number }
  | {
      readonly kind: 'closed';
      readonly job: number;
      readonly digests: readonly [ThreadedAlgorithm, Uint8Array][];
    };

interface Running {
  update(chunk: Uint8Array): unknown;
  digest(): Uint8Array;
}

const { memory } = workerData as HashingThreadData;
const jobs = new Map<number, Map<ThreadedAlgorithm, Running>>();

// CRC-64/NVME. One hasher serves all jobs: its state of 12 bytes is loaded and saved around each piece.
const crc64 = await createCRC64('9a6c9329ac4bc9b5');
const crc64Start = crc64.init().save();

function startCrc64(): Running {
  let state = crc64Start;
  return {
    update: (chunk) => {
      state = crc64.load(state).update(chunk).save();
    },
    digest: () => crc64.load(state).digest('binary'),
  };
}

const start = (algorithm: ThreadedAlgorithm): Running =>
  algorithm === 'CRC64NVME' ? startCrc64() : createHash(algorithm.toLowerCase());

const answer = (message: HashingAnswer): void => parentPort?.postMessage(message);

parentPort?.on('message', (request: HashingRequest) => {
  const { job } = request;
  if (request.kind === 'open') {
    jobs.set(job, new Map(request.algorithms.map((algorithm) => [algorithm, start(algorithm)])));
    return;
  }
  const running = jobs.get(job);
  if (!running) throw new Error(`There is no job ${job}`);
  if (request.kind === 'hash') {
    const bytes = new Uint8Array(memory, request.offset, request.length);
    for (const digest of running.values()) digest.update(bytes);
    answer({ kind: 'hashed', job });
  } else {
    jobs.delete(job);
    answer({
      kind: 'closed',
      job,
      digests: Array.from(running, ([name, digest]) => [name, digest.digest()]),
    });
  }
});
