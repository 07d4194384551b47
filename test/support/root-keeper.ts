import type { RootKeeper } from '../../src/tracing/recorder/local-root.js';
import { DEFAULT_SPAN_LIMITS } from '../../src/tracing/recorder/trace-limits.js';

/** Keeps local roots that belong to no recorder: there is room for everything, and nobody is told anything. */
export const ROOT_KEEPER: RootKeeper = {
  spanLimits: DEFAULT_SPAN_LIMITS,
  rootBytes: 1e9,
  rootSpans: 1e6,
  weigh() {},
  rootEnded() {},
  allEnded() {},
  endedLate() {},
};
