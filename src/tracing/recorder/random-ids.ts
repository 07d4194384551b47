import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8192;
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
const ZERO = '0'.charCodeAt(0);

const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/** 32 hex digits, random in all of them. Source: W3C "Trace Context Level 2", random trace id flag. */
export function newTraceId(): string {
  return take(TRACE_ID_BYTES);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return take(SPAN_ID_BYTES);
}

/** Each a text of its own: one cut from a longer text would keep that alive, and the garbage collector would copy it. */
function take(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('hex', used, (used += bytes));
  return isZero(id) ? take(bytes) : id;
}

/** Sixteen zeros and thirty-two are no ids. */
function isZero(id: string): boolean {
  return id.charCodeAt(0) === ZERO && /^0+$/.test(id);
}
