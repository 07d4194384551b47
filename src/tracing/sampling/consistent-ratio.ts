const RANDOMNESS_DIGITS = 14;
/** Hex digits of the threshold that count, after its leading `f` digits. */
const PRECISION = 5;

/**
 * Keeps a share of traces by their trace id, so that every service with the same share keeps the same traces:
 * kept iff R >= T, R = the low 56 bits of the trace id, T = (1 - share) * 2^56 rounded to few hex digits.
 * Source: OpenTelemetry "TraceState: Probability Sampling", W3C Trace Context level 2 "random trace id".
 */
export class ConsistentRatio {
  /** T as 14 lowercase hex digits; `undefined` when nothing is kept. */
  readonly threshold: string | undefined;

  /** @param share 0..1 */
  constructor(readonly share: number) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`a sample rate lies between 0 and 1, not ${share}`);
    this.threshold = thresholdOf(share);
  }

  /** @param traceId 32 hex digits in lower case */
  keeps(traceId: string): boolean {
    if (this.share === 1) return true;
    // Hex strings of one length and case have the order of the numbers they write.
    return this.threshold !== undefined && traceId.slice(-RANDOMNESS_DIGITS) >= this.threshold;
  }
}

function thresholdOf(share: number): string | undefined {
  const end = 1n << 56n;
  const kept = BigInt(Math.round(share * 2 ** 56));
  if (kept === 0n) return undefined;
  const exact = end - kept;
  const leading = /^f*/.exec(hex(exact))?.[0].length ?? 0;
  const dropped = BigInt(4 * Math.max(0, RANDOMNESS_DIGITS - leading - PRECISION));
  const unit = 1n << dropped;
  return hex(((exact + unit / 2n) / unit) * unit);
}

function hex(value: bigint): string {
  return value.toString(16).padStart(RANDOMNESS_DIGITS, '0');
}
