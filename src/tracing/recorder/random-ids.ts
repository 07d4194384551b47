import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8192;
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

let pool = '';
let used = 0;

/** 32 hex digits, random in all of them. Source: W3C "Trace Context Level 2", random trace id flag. */
export function newTraceId(): string {
  return take(TRACE_ID_DIGITS);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return take(SPAN_ID_DIGITS);
}

function take(digits: number): string {
  if (used + digits > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafe(POOL_BYTES)).toString('hex');
    used = 0;
  }
  const id = pool.slice(used, (used += digits));
  return isZero(id) ? take(digits) : id;
}

/** Sixteen zeros and thirty-two are no ids. */
function isZero(id: string): boolean {
  return id.startsWith('0000000') && /^0+$/.test(id);
}
