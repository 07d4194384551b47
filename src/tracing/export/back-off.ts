const FIRST_MS = 250;
const LONGEST_MS = 5_000;
/** Share by which waits differ, so that gateways which lost a receiver together do not come back together. */
const JITTER = 0.2;

/** Milliseconds before the next attempt. @param attempt 0 after the first failure */
export function backOff(attempt: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return wait * (1 - JITTER + 2 * JITTER * Math.random());
}
