import { RE2JS } from 're2js';
import { QueryError } from './query.error.js';

const MAX_LENGTH = 256;
/** Instructions: `x{1000}` has a thousand. Each may be tried at every character. */
const MAX_STEPS = 2_000;

/**
 * A regular expression that takes linear time whatever it is given, for whole texts. Source: RE2 syntax; TraceQL, which
 * anchors patterns at both ends.
 * @returns whether a text fits
 * @param position of the pattern in the query
 * @throws QueryError
 */
export function compiledPattern(pattern: string, position?: number): (text: string) => boolean {
  if (pattern.length > MAX_LENGTH)
    throw new QueryError(`a pattern has at most ${MAX_LENGTH} characters`, position);
  const compiled = compile(pattern, position);
  if (compiled.programSize() > MAX_STEPS) throw new QueryError('the pattern repeats too much', position);
  return (text) => compiled.testExact(text);
}

function compile(pattern: string, position: number | undefined): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    throw new QueryError(`the pattern cannot be read: ${(error as Error).message}`, position);
  }
}
