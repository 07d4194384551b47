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

/** Places of the numbers behind the names of a span. The last says how long the client was waited for: not for receivers. */
export const HeadPlace = {
  kind: 0,
  start: 1,
  end: 2,
  status: 3,
  parentKind: 4,
  droppedAttributes: 5,
  droppedEvents: 6,
  flags: 7,
} as const;
export const HEAD_NUMBERS = 9;
