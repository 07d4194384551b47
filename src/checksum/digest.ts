import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { createCRC64, createXXHash128, createXXHash3, createXXHash64 } from 'hash-wasm';
import type { ChecksumAlgorithm } from './checksum.js';
import { WasmEngine, type WasmState } from './wasm-engine.js';

/** A running digest. It may be dropped at any moment. */
export interface Digest {
  update(chunk: Uint8Array): void;
  /** The raw digest, big-endian, once. */
  digest(): Buffer;
}

// Compiled while the module loads (a few milliseconds), so that making a digest never waits.
const [crc64, xxhash64, xxhash3, xxhash128] = await Promise.all([
  // CRC-64/NVME: NVM Express Command Set Specification, "64b CRC".
  createCRC64('9a6c9329ac4bc9b5'),
  createXXHash64(),
  createXXHash3(),
  createXXHash128(),
]);
const CRC64NVME = new WasmEngine(crc64);
const XXHASH64 = new WasmEngine(xxhash64);
const XXHASH3 = new WasmEngine(xxhash3);
const XXHASH128 = new WasmEngine(xxhash128);

/** Never waits; costs about as much as a digest of nothing. */
export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  switch (algorithm) {
    case 'CRC32':
      return crcDigest(crc32);
    case 'CRC32C':
      return crcDigest(crc32c);
    case 'CRC64NVME':
      return wasmDigest(CRC64NVME);
    case 'SHA1':
      return createHash('sha1');
    case 'SHA256':
      return createHash('sha256');
    case 'SHA512':
      return createHash('sha512');
    case 'MD5':
      return createHash('md5');
    case 'XXHASH64':
      return wasmDigest(XXHASH64);
    case 'XXHASH3':
      return wasmDigest(XXHASH3);
    case 'XXHASH128':
      return wasmDigest(XXHASH128);
  }
}

function crcDigest(next: (chunk: Uint8Array, value: number) => number): Digest {
  let value = 0;
  return {
    update: (chunk) => {
      value = next(chunk, value);
    },
    digest: () => {
      const raw = Buffer.allocUnsafe(4);
      raw.writeUInt32BE(value);
      return raw;
    },
  };
}

function wasmDigest(engine: WasmEngine): Digest {
  const state: WasmState = {};
  return {
    update: (chunk) => engine.update(state, chunk),
    digest: () => engine.finish(state),
  };
}
