/** How an attribute value is written. */
export const ValueKind = {
  Text: 0,
  Number: 1,
  True: 2,
  False: 3,
  /** An array. */
  Json: 4,
} as const;

/** What a span is below. */
export const ParentKind = {
  None: 0,
  /** A span of this process. */
  Local: 1,
  /** A span of the caller's. */
  Remote: 2,
} as const;

/** Trace flag. Whatever was kept is sampled, also what only its error kept: receivers may look at it. */
export const KEPT = 1;
