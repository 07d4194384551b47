import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const pool = Buffer.allocUnsafe(8192);
let used = pool.length;

function random(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}

/** `x-amz-request-id`: 16 characters of base 36. */
export function newRequestId(): string {
  let id = '';
  for (const byte of random(16)) id += ALPHABET[byte % 36];
  return id;
}

/** `x-amz-id-2`: base64 of 48 random bytes. */
export function newHostId(): string {
  return random(48).toString('base64');
}
