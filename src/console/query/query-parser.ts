import { conditionOf, type PatternCheck } from './condition-reader.js';
import type { SpanExpression, TraceExpression } from './expression.js';
import { tokens, type Token } from './query-lexer.js';
import { QueryError } from './query.error.js';

const MAX_LENGTH = 4_096;
const MAX_DEPTH = 32;
/** Of one query: each is a bit of a number, as are those that the fields of a form add. */
const MAX_CONDITIONS = 24;
const MAX_SPANSETS = 24;

/**
 * A subset of TraceQL: sets of spans in braces, joined by `&&`, `||`, `>>` (below) and `>` (right below), with parentheses;
 * in the braces comparisons joined by `&&` and `||`. Of one set the braces may be left out. Source: Grafana Tempo, "TraceQL". It needs nothing of Node, so that pages
 * can read queries too.
 * @param checkPattern throws a QueryError for a regular expression that cannot be used
 * @throws QueryError
 */
export function parseQuery(query: string, checkPattern?: PatternCheck): TraceExpression {
  if (query.length > MAX_LENGTH)
    throw new QueryError(`a query has at most ${MAX_LENGTH} characters`, MAX_LENGTH);
  return new QueryParser(tokens(query), checkPattern).parse();
}

const isBrace = ({ kind, text }: Token): boolean => kind === 'symbol' && text === '{';

class QueryParser {
  private next = 0;
  private depth = 0;
  private conditions = 0;
  private spansets = 0;

  constructor(
    private readonly words: readonly Token[],
    private readonly checkPattern: PatternCheck | undefined,
  ) {}

  parse(): TraceExpression {
    const isBare = this.word.kind !== 'end' && !this.words.some(isBrace);
    const expression: TraceExpression = isBare ? { kind: 'spans', spans: this.anySpan() } : this.anyTrace();
    const { kind, text, position } = this.word;
    if (kind !== 'end') throw new QueryError(`"${text}" is not expected here`, position);
    return expression;
  }

  private get word(): Token {
    return this.words[this.next]!;
  }

  private anyTrace(): TraceExpression {
    let left = this.allTraces();
    while (this.takes('||')) left = { kind: 'or', left, right: this.allTraces() };
    return left;
  }

  private allTraces(): TraceExpression {
    let left = this.structure();
    while (this.takes('&&')) left = { kind: 'and', left, right: this.structure() };
    return left;
  }

  private structure(): TraceExpression {
    let left = this.oneTrace();
    for (;;) {
      if (this.takes('>>')) left = { kind: 'descendant', left, right: this.oneTrace() };
      else if (this.takes('>')) left = { kind: 'child', left, right: this.oneTrace() };
      else return left;
    }
  }

  private oneTrace(): TraceExpression {
    const { position } = this.word;
    if (this.takes('(')) return this.nested(')', () => this.anyTrace());
    if (!this.takes('{'))
      throw new QueryError('expected a set of spans in braces: { status = error }', position);
    this.spansets += 1;
    if (this.spansets > MAX_SPANSETS) throw new QueryError(`at most ${MAX_SPANSETS} sets of spans`, position);
    if (this.takes('}')) return { kind: 'spans', spans: { kind: 'always' } };
    return { kind: 'spans', spans: this.nested('}', () => this.anySpan()) };
  }

  private anySpan(): SpanExpression {
    let left = this.allSpans();
    while (this.takes('||')) left = { kind: 'or', left, right: this.allSpans() };
    return left;
  }

  private allSpans(): SpanExpression {
    let left = this.oneSpan();
    while (this.takes('&&')) left = { kind: 'and', left, right: this.oneSpan() };
    return left;
  }

  private oneSpan(): SpanExpression {
    if (this.takes('(')) return this.nested(')', () => this.anySpan());
    const name = this.take();
    this.conditions += 1;
    if (this.conditions > MAX_CONDITIONS)
      throw new QueryError(`at most ${MAX_CONDITIONS} conditions`, name.position);
    const words = [name, this.take(), this.take()] as const;
    return { kind: 'condition', condition: conditionOf(words, this.checkPattern) };
  }

  private nested<T>(end: string, read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new QueryError('too many parentheses', this.word.position);
    const inner = read();
    this.depth -= 1;
    if (!this.takes(end)) throw new QueryError(`expected ${end}, && or ||`, this.word.position);
    return inner;
  }

  /** The word, unless it is the end. */
  private take(): Token {
    const { word } = this;
    if (word.kind !== 'end') this.next += 1;
    return word;
  }

  private takes(symbol: string): boolean {
    const { kind, text } = this.word;
    if (kind !== 'symbol' || text !== symbol) return false;
    this.next += 1;
    return true;
  }
}
