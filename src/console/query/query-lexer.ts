import { QueryError } from './query.error.js';

export interface Token {
  readonly kind: 'symbol' | 'word' | 'text' | 'number' | 'end';
  /** Of a text what stands between the quotes, of a number its digits and unit. */
  readonly text: string;
  readonly position: number;
}

/** The longest first. */
const SYMBOLS = ['&&', '||', '>>', '>=', '<=', '!=', '=~', '!~', '{', '}', '(', ')', '=', '<', '>'];
const BLANK = /\s+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h)?(?![\w.])/y;
const WORD = /[A-Za-z_.:](?:[\w.:/@+*-]|\[|\])*/y;
const TEXT = /"(?:[^"\\]|\\.)*"|`[^`]*`/sy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** The words of a query. @throws QueryError */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  let position = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(query)?.[0];
  };
  for (
    position += match(BLANK)?.length ?? 0;
    position < query.length;
    position += match(BLANK)?.length ?? 0
  ) {
    const token = next(query, position, match);
    found.push({ ...token, position });
    position += token.length;
  }
  return [...found, { kind: 'end', text: '', position: query.length }];
}

function next(
  query: string,
  position: number,
  match: (pattern: RegExp) => string | undefined,
): Pick<Token, 'kind' | 'text'> & { readonly length: number } {
  const text = match(TEXT);
  if (text !== undefined) return { kind: 'text', text: unquoted(text), length: text.length };
  const number = match(NUMBER);
  if (number !== undefined) return { kind: 'number', text: number, length: number.length };
  const word = match(WORD);
  if (word !== undefined) return quotedName(query, position, word);
  const symbol = SYMBOLS.find((known) => query.startsWith(known, position));
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, length: symbol.length };
  const isOpenText = query[position] === '"' || query[position] === '`';
  throw new QueryError(
    isOpenText ? 'the text has no end' : `"${query[position]}" is not expected here`,
    position,
  );
}

/** `span."a name with blanks"` */
function quotedName(
  query: string,
  position: number,
  word: string,
): Pick<Token, 'kind' | 'text'> & { readonly length: number } {
  if (!word.endsWith('.')) return { kind: 'word', text: word, length: word.length };
  TEXT.lastIndex = position + word.length;
  const name = TEXT.exec(query)?.[0] ?? '';
  return { kind: 'word', text: word + unquoted(name), length: word.length + name.length };
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}
