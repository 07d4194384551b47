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
  if (!tokens) return undefined;
  const parser = new ConditionParser(tokens);
  const condition = parser.any();
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

const unquoted = (text: string): string =>
  text.startsWith('`') ? text.slice(1, -1) : text.slice(1, -1).replaceAll(/\\(.)/g, '$1');

/** By recursive descent; `undefined` wherever it cannot go on. */
class ConditionParser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  any(): Condition | undefined {
    return this.joined('any', ['||'], () => this.all());
  }

  private all(): Condition | undefined {
    return this.joined('all', ['&&'], () => this.one());
  }

  private joined(
    kind: 'all' | 'any',
    signs: readonly string[],
    next: () => Condition | undefined,
  ): Condition | undefined {
    const conditions: Condition[] = [];
    do {
      const condition = next();
      if (!condition) return undefined;
      conditions.push(condition);
    } while (signs.some((sign) => this.take('sign', sign) !== undefined));
    return conditions.length === 1 ? conditions[0] : { kind, conditions };
  }

  private one(): Condition | undefined {
    if (this.take('sign', '{') !== undefined) return this.spanSets();
    if (this.take('sign', '(') !== undefined) return this.closed(')');
    const field = this.take('word');
    const operator = this.take('operator');
    const value = this.take('text') ?? this.take('word');
    if (field === undefined || operator === undefined || value === undefined) return undefined;
    return { kind: 'comparison', comparison: { field, operator, value } };
  }

  /** After a brace. What joins sets of spans holds for the trace, so each span of any of them is meant. */
  private spanSets(): Condition | undefined {
    const conditions: Condition[] = [];
    do {
      if (conditions.length > 0 && this.take('sign', '{') === undefined) return undefined;
      const isEmpty = this.take('sign', '}') !== undefined;
      const condition = isEmpty ? EVERY : this.closed('}');
      if (!condition) return undefined;
      conditions.push(condition);
    } while (
      ['&&', '||', '>>'].some((sign) => this.take('sign', sign) !== undefined) ||
      this.take('operator', '>') !== undefined
    );
    return conditions.length === 1 ? conditions[0] : { kind: 'any', conditions };
  }

  private closed(sign: string): Condition | undefined {
    const condition = this.any();
    return this.take('sign', sign) === undefined ? undefined : condition;
  }

  private take(kind: Token[0], text?: string): string | undefined {
    const token = this.tokens[this.at];
    if (!token || token[0] !== kind || (text !== undefined && token[1] !== text)) return undefined;
    this.at += 1;
    return token[1];
  }
}

const EVERY: Condition = { kind: 'all', conditions: [] };
