import { S3Error } from '../../errors/s3.error.js';
import type { NameStep, PathExpression, Step } from './ast.js';
import { KEYWORDS } from './keywords.js';
import { tokenType } from './token-text.js';
import type { Token, Tokens } from './tokens.js';

/** Steps of a path. */
const MAX_STEPS = 64;

export const isName = (token: Token): boolean =>
  token.kind === 'quoted' || (token.kind === 'word' && !KEYWORDS.has(token.word));

/** Names in quotes are compared exactly, others without case. Source: S3 User Guide, "Case sensitivity". */
export const readName = (token: Token): NameStep => ({
  kind: 'name',
  name: token.text,
  exact: token.kind === 'quoted',
});

/** The next step of a path; `undefined` behind its last. @throws S3Error ParseInvalidPathComponent */
export function readStep(tokens: Tokens): Step | undefined {
  if (tokens.acceptSymbol('.')) {
    if (tokens.acceptSymbol('*')) return { kind: 'members' };
    if (tokens.current.kind !== 'word' && tokens.current.kind !== 'quoted') throw noStep(tokens);
    return readName(tokens.take());
  }
  if (!tokens.acceptSymbol('[')) return undefined;
  const step = readBracket(tokens);
  tokens.expectSymbol(']', 'ParseInvalidPathComponent');
  return step;
}

function readBracket(tokens: Tokens): Step {
  if (tokens.acceptSymbol('*')) return { kind: 'elements' };
  const { kind, text } = tokens.current;
  if (kind === 'string' || kind === 'quoted') {
    tokens.take();
    return { kind: 'name', name: text, exact: true };
  }
  const index = Number(text);
  if (kind !== 'number' || !Number.isSafeInteger(index)) throw noStep(tokens);
  tokens.take();
  return { kind: 'index', index };
}

/** A path of an expression, which names one value: no wildcards. */
export function readPath(tokens: Tokens): PathExpression {
  const place = tokens.mark();
  const steps: [NameStep, ...Step[]] = [readName(tokens.take())];
  while (tokens.isSymbol('.', '[')) {
    if (tokens.peek(1).kind === 'symbol' && tokens.peek(1).text === '*')
      throw tokens.fail('ParseInvalidContextForWildcardInSelectList');
    const step = readStep(tokens);
    if (step) steps.push(step);
    if (steps.length > MAX_STEPS) throw tokens.fail('ParseInvalidPathComponent');
  }
  return { kind: 'path', steps, place };
}

/** The words, and the missing blank, are those of S3. */
function noStep({ current, place }: Tokens): S3Error {
  const message = `Invalid Path component, expecting either an IDENTIFIER or STAR, got: ${tokenType(current)},at ${place}.`;
  return new S3Error('ParseInvalidPathComponent', {}, { message });
}
