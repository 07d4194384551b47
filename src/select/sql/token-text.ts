import { KEYWORDS } from './keywords.js';
import type { Token } from './tokens.js';

/** Symbols that are no operators. */
const SYMBOLS: Readonly<Record<string, string | undefined>> = {
  '(': 'LEFT_PAREN',
  ')': 'RIGHT_PAREN',
  '[': 'LEFT_BRACKET',
  ']': 'RIGHT_BRACKET',
  ',': 'COMMA',
  '.': 'DOT',
  ';': 'SEMICOLON',
  '*': 'STAR',
};

const PLAIN = /^[A-Za-z_$][\w$]*$/;
const RESERVED = ['null', 'true', 'false', 'nan'];

/** What S3 calls the kind of a token. */
export function tokenType({ kind, text, word }: Token): string {
  switch (kind) {
    case 'word':
      return KEYWORDS.has(word) ? 'KEYWORD' : 'IDENTIFIER';
    case 'quoted':
      return 'QUOTED_IDENTIFIER';
    case 'ion':
      return 'ION_LITERAL';
    case 'symbol':
      return SYMBOLS[text] ?? 'OPERATOR';
    case 'end':
      return 'EOF';
    case 'string':
    case 'number':
      return 'LITERAL';
  }
}

/** A token as the messages of S3 show it, its value as text of Ion. Source: messages of S3; Ion specification, "Text". */
export function tokenText(token: Token): string {
  const type = tokenType(token);
  // S3 does not say which.
  if (type === 'KEYWORD') return 'KEYWORD:UNKNOWN';
  return `${type}:${valueText({ ...token, text: token.text.slice(0, 64) })}`;
}

function valueText({ kind, text }: Token): string {
  if (kind === 'ion') return text;
  if (kind === 'string') return JSON.stringify(text);
  if (kind === 'number') return numberText(text);
  return PLAIN.test(text) && !RESERVED.includes(text) ? text : `'${text}'`;
}

/** `0.5` is `5d-1`. */
function numberText(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  if (mantissa === text && !text.includes('.')) return text;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const scale = Number(exponent) - fraction.length;
  return scale === 0 ? `${digits}.` : `${digits}d${scale}`;
}
