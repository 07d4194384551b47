import { S3Error } from '../../errors/s3.error.js';
import type { S3ErrorCode } from '../../errors/s3-error.codes.js';
import { tokenText } from './token-text.js';

export type TokenKind = 'word' | 'quoted' | 'string' | 'ion' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Without quotes. */
  readonly text: string;
  /** The keyword that a word is, in capitals; empty for all other tokens. */
  readonly word: string;
  /** Index into the expression. */
  readonly at: number;
}

const TOKEN =
  /\s+|([\p{L}_][\p{L}\p{N}_$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|`([^`]*)`|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(\|\||<>|!=|<=|>=|[()[\],.*+\-/%=<>;])/uy;

/** Line and column of an index, both from 1. */
export function placeOf(sql: string, at: number): string {
  const before = sql.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The tokens of an expression; the last one is of kind `end`. @throws S3Error LexerInvalidChar, LexerInvalidLiteral */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  for (let at = 0; at < sql.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (!match) {
      const code = `"'\``.includes(sql.charAt(at)) ? 'LexerInvalidLiteral' : 'LexerInvalidChar';
      throw sqlError(code, placeOf(sql, at));
    }
    const token = tokenOf(match, at);
    if (token) tokens.push(token);
  }
  tokens.push({ kind: 'end', text: '', word: '', at: sql.length });
  return tokens;
}

function tokenOf(match: RegExpExecArray, at: number): Token | undefined {
  const [, word, quoted, string, ion, number, symbol] = match;
  if (word !== undefined) return { kind: 'word', text: word, word: word.toUpperCase(), at };
  const token = (kind: TokenKind, text: string): Token => ({ kind, text, word: '', at });
  if (quoted !== undefined) return token('quoted', quoted.replaceAll('""', '"'));
  if (string !== undefined) return token('string', string.replaceAll("''", "'"));
  if (ion !== undefined) return token('ion', ion);
  if (number !== undefined) return token('number', number);
  return symbol === undefined ? undefined : token('symbol', symbol);
}

/** The message of the code's table row with the place. */
export function sqlError(code: S3ErrorCode, place: string): S3Error {
  const { message } = new S3Error(code);
  return new S3Error(code, {}, { message: `${message.replace(/\.$/, '')} at ${place}.` });
}

/** Reads tokens one after another. */
export class Tokens {
  private index = 0;

  constructor(
    private readonly sql: string,
    private readonly list: readonly Token[],
  ) {}

  get current(): Token {
    return this.peek(0);
  }

  get place(): string {
    return placeOf(this.sql, this.current.at);
  }

  /** The current place, worked out when somebody asks. */
  mark(): () => string {
    const { at } = this.current;
    return () => placeOf(this.sql, at);
  }

  peek(ahead: number): Token {
    return this.list[Math.min(this.index + ahead, this.list.length - 1)] as Token;
  }

  take(): Token {
    const token = this.current;
    this.index += 1;
    return token;
  }

  isWord(...words: readonly string[]): boolean {
    return words.includes(this.current.word) && this.current.word !== '';
  }

  isSymbol(...symbols: readonly string[]): boolean {
    return this.current.kind === 'symbol' && symbols.includes(this.current.text);
  }

  acceptWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.index += 1;
    return found;
  }

  acceptSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.index += 1;
    return found;
  }

  expectWord(word: string, code: S3ErrorCode = 'ParseExpectedKeyword'): void {
    if (!this.acceptWord(word)) throw this.fail(code);
  }

  expectSymbol(symbol: string, code: S3ErrorCode = 'ParseExpectedTokenType'): void {
    if (!this.acceptSymbol(symbol)) throw this.fail(code);
  }

  /** An error at the current token. */
  fail(code: S3ErrorCode): S3Error {
    return sqlError(code, this.place);
  }

  /** The current token has no place here. */
  unexpected(code: keyof typeof UNEXPECTED = 'ParseUnexpectedToken'): S3Error {
    if (this.current.kind === 'end') return this.fail('ParseUnexpectedToken');
    const message = `${UNEXPECTED[code]} ${tokenText(this.current)} at ${this.place}.`;
    return new S3Error(code, {}, { message });
  }
}

const UNEXPECTED = {
  ParseUnexpectedOperator: 'Unexpected operator',
  ParseUnexpectedTerm: 'Unexpected term found',
  ParseUnexpectedToken: 'Unexpected token found',
};
