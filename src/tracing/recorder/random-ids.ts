import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES = 8192;
/** Written as digits at once: a text that is soon used up is thrown away before the garbage collector takes it for old. */
const POOL_BYTES = 512;
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const ZERO = '0'.charCodeAt(0);

const random = Buffer.allocUnsafe(RANDOM_BYTES);
let written = RANDOM_BYTES;
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
    pool = nextDigits();
    used = 0;
  }
  const id = pool.slice(used, (used += digits));
  return isZero(id) ? take(digits) : id;
}

function nextDigits(): string {
  if (written === RANDOM_BYTES) {
    randomFillSync(random);
    written = 0;
  }
  return random.toString('hex', written, (written += POOL_BYTES));
}

/** Sixteen zeros and thirty-two are no ids. */
function isZero(id: string): boolean {
  return id.charCodeAt(0) === ZERO && /^0+$/.test(id);
}
