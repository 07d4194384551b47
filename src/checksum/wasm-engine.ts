import type { IHasher } from 'hash-wasm';

/**
 * A WebAssembly hasher, which can be made only asynchronously, shared by any number of digests whose updates may
 * alternate. A state is 12 to 580 bytes and is swapped only when another digest had its turn in between. An abandoned
 * digest is garbage: nothing has to be released.
 */
export class WasmEngine {
  private current: WasmState | undefined;

  constructor(private readonly hasher: IHasher) {}

  update(state: WasmState, chunk: Uint8Array): void {
    this.enter(state).update(chunk);
  }

  /** The raw digest, big-endian. The state must not be used afterwards. */
  finish(state: WasmState): Buffer {
    const result = this.enter(state).digest('binary');
    this.current = undefined;
    return Buffer.from(result.buffer, result.byteOffset, result.byteLength);
  }

  private enter(state: WasmState): IHasher {
    if (this.current === state) return this.hasher;
    if (this.current) this.current.saved = this.hasher.save();
    this.current = state;
    return state.saved ? this.hasher.load(state.saved) : this.hasher.init();
  }
}

/** What identifies a digest to its engine; starts as `{}`. */
export interface WasmState {
  saved?: Uint8Array;
}
