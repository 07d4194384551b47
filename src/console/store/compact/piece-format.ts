/**
 * A piece is what came of a trace at once, as bytes: the number of spans, the earliest start as a double, then each span:
 * name, source, kind + 8 status + 32 parent, start and end and wait in ticks from the earliest start, id, parent, size of
 * the rest; the rest: message, pairs, events, links. A name is its number and one, or 0 and the text with its size in
 * front. A value is 8 times something, and its kind.
 */
export const PieceValue = {
  /** Times its number in the dictionary. */
  Word: 0,
  /** Times its size; the text follows. */
  Text: 1,
  /** Times itself: a whole number that is not negative. */
  Whole: 2,
  /** A double follows. */
  Double: 3,
  True: 4,
  False: 5,
  /** Times its size; an array as JSON follows. */
  Json: 6,
  /** Times the place in the piece where the same text stands in full. */
  Again: 7,
} as const;

export const PieceParent = {
  None: 0,
  /** Its index in the piece follows. */
  Here: 1,
  /** Its id follows. */
  Elsewhere: 2,
  /** Its id follows; it is in another process. */
  Remote: 3,
} as const;

/** Of one millisecond. */
export const TICKS = 10_000;
export const LARGEST_WHOLE = 2 ** 40;
