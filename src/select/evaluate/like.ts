import { S3Error } from '../../errors/s3.error.js';

/** Characters. */
const MAX_PATTERN = 1024;
/** Comparisons of one match: at worst there are as many as pattern times text. */
const MAX_STEPS = 4 * 1024 * 1024;

const ANY = Symbol('%');
const ONE = Symbol('_');
type Element = string | typeof ANY | typeof ONE;

/**
 * Reads a pattern: `%` stands for any characters, `_` for one, both for themselves behind the escape character.
 * @throws S3Error LikeInvalidInputs, EvaluatorLikePatternInvalidEscapeSequence
 */
export function likePattern(pattern: string, escape?: string): (text: string) => boolean {
  if (pattern.length > MAX_PATTERN) throw new S3Error('LikeInvalidInputs');
  if (escape !== undefined && Array.from(escape).length !== 1)
    throw new S3Error('EvaluatorLikePatternInvalidEscapeSequence');
  const elements: Element[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    if (isEscaped && character !== '%' && character !== '_' && character !== escape)
      throw new S3Error('EvaluatorLikePatternInvalidEscapeSequence');
    if (!isEscaped && character === escape) {
      isEscaped = true;
      continue;
    }
    elements.push(isEscaped ? character : character === '%' ? ANY : character === '_' ? ONE : character);
    isEscaped = false;
  }
  if (isEscaped) throw new S3Error('EvaluatorLikePatternInvalidEscapeSequence');
  return (text) => matches(text, elements);
}

/** After a mismatch the last `%` takes one character more; earlier ones need not be tried again. */
function matches(text: string, elements: readonly Element[]): boolean {
  let at = 0;
  let index = 0;
  let resume: { at: number; index: number } | undefined;
  for (let steps = 0; at < text.length; steps += 1) {
    if (steps > MAX_STEPS) throw new S3Error('LikeInvalidInputs');
    const element = elements[index];
    if (element === ANY) {
      index += 1;
      if (index === elements.length) return true;
      resume = { at, index };
      continue;
    }
    const size = element === undefined ? 0 : lengthOfMatch(text, at, element);
    if (size > 0) {
      at += size;
      index += 1;
    } else if (resume) {
      resume.at += sizeAt(text, resume.at);
      ({ at, index } = resume);
    } else return false;
  }
  return elements.slice(index).every((element) => element === ANY);
}

const sizeAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** UTF-16 units that the element stands for here; 0 when it does not fit. */
function lengthOfMatch(text: string, at: number, element: Exclude<Element, typeof ANY>): number {
  if (element === ONE) return sizeAt(text, at);
  return text.startsWith(element, at) ? element.length : 0;
}
