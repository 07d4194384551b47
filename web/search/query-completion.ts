import { INTRINSICS, OPERATORS, SCOPED_INTRINSICS } from '../../src/console/query/expression.js';
import { tokens, type Token } from '../../src/console/query/query-lexer.js';
import { QueryError } from '../../src/console/query/query.error.js';

/** What a query could go on with where the cursor is. */
export interface Completion {
  readonly kind: 'name' | 'operator' | 'value';
  /** What is typed of it, without the quote that it begins with; it stands from `from` to `to`. */
  readonly typed: string;
  readonly from: number;
  readonly to: number;
  /** The field that a value is of, or that an operator follows. */
  readonly field: string;
  /** Its set of spans has to begin with a brace first: where there are braces, all have them. */
  readonly isOutside: boolean;
}

/** Options that are shown at most. */
const MAX_OPTIONS = 50;

/** `undefined` where nothing can be said, such as after a whole condition. */
export function completionAt(query: string, cursor: number): Completion | undefined {
  const read = wordsBefore(query.slice(0, cursor));
  if (!read) return undefined;
  const { words, typed, from } = read;
  const quote = query[from];
  const isClosed = (quote === '"' || quote === '`') && query[cursor] === quote;
  const depth = words.reduce((sum, word) => sum + depthOf(word), 0);
  const place = {
    typed,
    from,
    to: isClosed ? cursor + 1 : cursor,
    isOutside: depth <= 0 && words.some(isBrace),
  };
  const [before, last] = [words.at(-2), words.at(-1)];
  if (isOpening(last)) return isQuoted(quote) ? undefined : { ...place, kind: 'name', field: '' };
  if (last!.kind === 'word' && isOpening(before))
    return { ...place, kind: 'operator', field: fieldOf(last!) };
  if (before?.kind === 'word' && isOperator(last!))
    return { ...place, kind: 'value', field: fieldOf(before) };
  return undefined;
}

const fieldOf = ({ text }: Token): string => SCOPED_INTRINSICS.get(text) ?? text;

interface WordsBefore {
  /** Whole ones. */
  readonly words: readonly Token[];
  /** What is begun. */
  readonly typed: string;
  readonly from: number;
}

function wordsBefore(before: string): WordsBefore | undefined {
  try {
    const words = tokens(before).slice(0, -1);
    const last = words.at(-1);
    const isTyping = last && last.kind !== 'symbol' && last.kind !== 'text' && !/\s$/.test(before);
    if (!isTyping) return { words, typed: '', from: before.length };
    return { words: words.slice(0, -1), typed: before.slice(last.position), from: last.position };
  } catch (error) {
    const from = error instanceof QueryError ? error.position : undefined;
    if (from === undefined || !isQuoted(before[from])) return undefined;
    return { words: tokens(before.slice(0, from)).slice(0, -1), typed: before.slice(from + 1), from };
  }
}

const isBrace = ({ kind, text }: Token): boolean => kind === 'symbol' && text === '{';
const isQuoted = (letter: string | undefined): boolean => letter === '"' || letter === '`';
const isOperator = ({ kind, text }: Token): boolean =>
  kind === 'symbol' && OPERATORS.some((known) => known === text);
const isOpening = (word: Token | undefined): boolean =>
  !word || (word.kind === 'symbol' && ['{', '(', '&&', '||', '>>'].includes(word.text));

function depthOf({ kind, text }: Token): number {
  if (kind !== 'symbol') return 0;
  return text === '{' ? 1 : text === '}' ? -1 : 0;
}

/** Those of `known` that what is typed is in, but not what is typed whole; those with a word that begins so come first. */
export function optionsOf(known: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase().replace(/^\./, '');
  const rankOf = (text: string): number => {
    const at = text.toLowerCase().indexOf(wanted);
    return at < 0 ? -1 : at === 0 || text[at - 1] === '.' ? 0 : 1;
  };
  const options = known
    .map((text) => ({ text, rank: rankOf(text) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MAX_OPTIONS)
    .map(({ text }) => text);
  return options.length === 1 && options[0] === typed ? [] : options;
}

/** Names that need no scope. */
export const PLAIN_NAMES: readonly string[] = INTRINSICS;

/** Values of the fields that have few; they stand without quotes. */
export const WORDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  status: ['error', 'ok', 'unset'],
  kind: ['server', 'internal', 'client', 'producer', 'consumer'],
};

/** Operators that make sense for a field. */
export function operatorsFor(field: string): readonly string[] {
  if (WORDS[field]) return ['=', '!='];
  if (field === 'duration' || field === 'traceDuration') return ['>', '>=', '<', '<=', '=', '!='];
  return ['=', '!=', '=~', '!~', '>', '>=', '<', '<='];
}

/** The query with an option taken, and where the cursor stands then. */
export function completed(
  query: string,
  { kind, from, to, field, isOutside }: Completion,
  option: string,
): { readonly query: string; readonly cursor: number } {
  const isText = kind === 'value' && !WORDS[field];
  const text = isText ? JSON.stringify(option) : kind === 'name' ? spelled(option) : option;
  const inserted = `${isOutside ? '{ ' : ''}${text} `;
  const after = query.slice(to).replace(/^ /, '');
  return { query: query.slice(0, from) + inserted + after, cursor: from + inserted.length };
}

/** In quotes where the language needs them: `span."a b"`. */
function spelled(name: string): string {
  if (/^[\w.:/@+*-]+$/.test(name)) return name;
  const dot = name.indexOf('.') + 1;
  return name.slice(0, dot) + JSON.stringify(name.slice(dot));
}
