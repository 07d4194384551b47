import { RE2JS } from 're2js';
import { QueryError } from './query.error.js';

const MAX_LENGTH = 256;

/**
 * A regular expression that takes linear time whatever it is given, for whole texts. Source: RE2 syntax; TraceQL, which
 * anchors patterns at both ends.
 * @param position of the pattern in the query
 * @throws QueryError
 */
export function compiledPattern(pattern: string, position?: number): (text: string) => boolean {
  if (pattern.length > MAX_LENGTH)
    throw new QueryError(`a pattern has at most ${MAX_LENGTH} characters`, position);
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (text) => compiled.testExact(text);
  } catch (error) {
    throw new QueryError(`the pattern cannot be read: ${(error as Error).message}`, position);
  }
}
