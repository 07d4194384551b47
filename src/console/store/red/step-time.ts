/** Milliseconds of a step, in which requests are counted together. */
export const STEP_MS = 10_000;

/** Milliseconds for which steps are kept. */
export const HISTORY_MS = 3 * 3_600_000;
