/** A condition on one span: `span.s3.bucket = "photos"`. */
export interface Comparison {
  readonly field: string;
  readonly operator: string;
  /** Text of the value, quotes taken off. */
  readonly value: string;
}

export type Condition =
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] };

/** Keeps what is nested from filling the stack. */
const MAX_TOKENS = 1_000;

const TOKEN =
  /\s*(?:(&&|\|\||>>|[{}()])|("(?:[^"\\]|\\.)*"|`[^`]*`)|(=~|!~|!=|<=|>=|=|<|>)|([^\s{}()"`=!<>&|]+))/y;

type Token = readonly [kind: 'sign' | 'text' | 'operator' | 'word', text: string];

/**
 * The conditions of a query in TraceQL, to find the spans that it is about. Where sets of spans are joined, those of each
 * are meant.
 * @returns `undefined` when it is not such a query
 */
export function parseConditions(text: string): Condition | undefined {
  const tokens = tokensOf(text);
  if (!tokens || tokens.length > MAX_TOKENS) return undefined;
  const parser = new ConditionParser(tokens);
  const condition = parser.query();
  return parser.isAtEnd ? condition : undefined;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) return undefined;
    const [, sign, quoted, operator, word] = found;
    if (sign) tokens.push(['sign', sign]);
    else if (quoted) tokens.push(['text', unquoted(quoted)]);
    else tokens.push(operator ? ['operator', operator] : ['word', word!]);
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquoted = (text: string): string =>
  text.startsWith('`')
    ? text.slice(1, -1)
    : text.slice(1, -1).replaceAll(/\\(.)/gs, (_all, letter: string) => ESCAPES[letter] ?? letter);

/** What joins sets of spans. */
const JOINTS: readonly Token[] = [
  ['sign', '&&'],
  ['sign', '||'],
  ['sign', '>>'],
  ['operator', '>'],
];

const EVERY: Condition = { kind: 'all', conditions: [] };

/** By recursive descent; `undefined` wherever it cannot go on. */
class ConditionParser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** In braces or without. */
  query(): Condition | undefined {
    return this.tokens.some(([kind, text]) => kind === 'sign' && text === '{') ? this.spanSets() : this.any();
  }

  /** What joins sets of spans holds for the trace, so each span of any of them is meant. */
  private spanSets(): Condition | undefined {
    return this.joined('any', JOINTS, () => {
      if (this.takes('(')) return this.closed(')', () => this.spanSets());
      if (!this.takes('{')) return undefined;
      return this.takes('}') ? EVERY : this.closed('}', () => this.any());
    });
  }

  private any(): Condition | undefined {
    return this.joined('any', [['sign', '||']], () => this.joined('all', [['sign', '&&']], () => this.one()));
  }

  private one(): Condition | undefined {
    if (this.takes('(')) return this.closed(')', () => this.any());
    let field = this.take('word');
    if (field?.endsWith('.')) field += this.take('text') ?? '';
    const operator = this.take('operator');
    const value = this.take('text') ?? this.take('word');
    if (field === undefined || operator === undefined || value === undefined) return undefined;
    return { kind: 'comparison', comparison: { field, operator, value } };
  }

  private joined(
    kind: 'all' | 'any',
    joints: readonly Token[],
    next: () => Condition | undefined,
  ): Condition | undefined {
    const conditions: Condition[] = [];
    do {
      const condition = next();
      if (!condition) return undefined;
      conditions.push(condition);
    } while (joints.some((joint) => this.take(...joint) !== undefined));
    return conditions.length === 1 ? conditions[0] : { kind, conditions };
  }

  private closed(sign: string, inside: () => Condition | undefined): Condition | undefined {
    const condition = inside();
    return this.takes(sign) ? condition : undefined;
  }

  private takes(sign: string): boolean {
    return this.take('sign', sign) !== undefined;
  }

  private take(kind: Token[0], text?: string): string | undefined {
    const token = this.tokens[this.at];
    if (!token || token[0] !== kind || (text !== undefined && token[1] !== text)) return undefined;
    this.at += 1;
    return token[1];
  }
}
