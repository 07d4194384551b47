import { Decimal } from '../value/decimal.js';
import { Timestamp } from '../value/timestamp.js';
import type { Value } from '../value/value.js';
import type { BinaryOperator, Expression } from './ast.js';
import { readCall } from './call.parser.js';
import { isName, readPath } from './path.parser.js';
import { tokenType } from './token-text.js';
import type { Token, Tokens } from './tokens.js';

/** Expressions within expressions. */
const MAX_DEPTH = 64;
/** Everything but literals: what a record costs stays bounded, and so does the stack. */
const MAX_NODES = 2000;
/** What may read all of a long text. */
const MAX_CALLS = 200;
const CALLS: readonly Expression['kind'][] = ['call', 'cast', 'like'];

const COMPARISONS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
] as const);

/** Reads expressions, weakest operator first: OR, AND, NOT, comparison, sum and `||`, product, sign. */
export class ExpressionParser {
  private depth = 0;
  private nodes = 0;
  private calls = 0;

  constructor(readonly tokens: Tokens) {}

  /** @throws S3Error Parse…, MaxOperatorsExceeded */
  read(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.tokens.fail('MaxOperatorsExceeded');
    const expression = this.chain(['OR'], () => this.chain(['AND'], () => this.negation()));
    this.depth -= 1;
    return expression;
  }

  /** Counts what is not a literal. */
  private node<T extends Expression>(expression: T): T {
    this.nodes += 1;
    if (CALLS.includes(expression.kind)) this.calls += 1;
    if (this.nodes > MAX_NODES || this.calls > MAX_CALLS) throw this.tokens.fail('MaxOperatorsExceeded');
    return expression;
  }

  private chain(words: readonly ('AND' | 'OR')[], next: () => Expression): Expression {
    let left = next();
    for (const operator of words)
      while (this.tokens.acceptWord(operator))
        left = this.node({ kind: 'binary', operator, left, right: next() });
    return left;
  }

  private negation(): Expression {
    let count = 0;
    while (this.tokens.acceptWord('NOT')) count += 1;
    const operand = this.comparison();
    return count % 2 === 0 ? operand : this.node({ kind: 'not', operand });
  }

  private comparison(): Expression {
    let left = this.sum();
    for (;;) {
      const { current } = this.tokens;
      const operator = current.kind === 'symbol' ? COMPARISONS.get(current.text) : undefined;
      if (operator) {
        this.tokens.take();
        left = this.node({ kind: 'binary', operator, left, right: this.sum() });
        continue;
      }
      const tested = this.test(left);
      if (!tested) return left;
      left = tested;
    }
  }

  /** `[NOT] IN`, `BETWEEN`, `LIKE`, `IS [NOT]` behind an operand; `undefined` when none of them follows. */
  private test(operand: Expression): Expression | undefined {
    const { tokens } = this;
    if (tokens.acceptWord('IS')) {
      const negated = tokens.acceptWord('NOT');
      if (!tokens.isWord('NULL', 'MISSING')) throw tokens.fail('ParseExpectedKeyword');
      const what = tokens.take().word as 'NULL' | 'MISSING';
      return negate(negated, this.node({ kind: 'is', operand, what }));
    }
    const negated = tokens.isWord('NOT') && ['IN', 'BETWEEN', 'LIKE'].includes(tokens.peek(1).word);
    if (negated) tokens.take();
    if (tokens.acceptWord('IN'))
      return negate(negated, this.node({ kind: 'in', operand, list: this.list() }));
    if (tokens.acceptWord('BETWEEN')) {
      const low = this.sum();
      tokens.expectWord('AND');
      return negate(negated, this.node({ kind: 'between', operand, low, high: this.sum() }));
    }
    if (!tokens.acceptWord('LIKE')) return undefined;
    const pattern = this.sum();
    const escape = tokens.acceptWord('ESCAPE') ? this.sum() : undefined;
    return negate(negated, this.node({ kind: 'like', operand, pattern, escape }));
  }

  private list(): Expression[] {
    const [open, close] = this.tokens.isSymbol('[') ? ['[', ']'] : ['(', ')'];
    this.tokens.expectSymbol(open as string, 'ParseExpectedLeftParenValueConstructor');
    const items: Expression[] = [];
    do items.push(this.read());
    while (this.tokens.acceptSymbol(','));
    this.tokens.expectSymbol(close as string, 'ParseExpectedArgumentDelimiter');
    return items;
  }

  private sum(): Expression {
    return this.operators(['+', '-', '||'], () => this.operators(['*', '/', '%'], () => this.sign()));
  }

  private operators(symbols: readonly BinaryOperator[], next: () => Expression): Expression {
    let left = next();
    while (this.tokens.isSymbol(...symbols)) {
      const operator = this.tokens.take().text as BinaryOperator;
      left = this.node({ kind: 'binary', operator, left, right: next() });
    }
    return left;
  }

  private sign(): Expression {
    let negative = false;
    while (this.tokens.isSymbol('+', '-')) negative = (this.tokens.take().text === '-') !== negative;
    const operand = this.primary();
    return negative ? this.node({ kind: 'negative', operand }) : operand;
  }

  private primary(): Expression {
    const { tokens } = this;
    const { current } = tokens;
    const value = literalOf(current);
    if (value !== undefined) {
      tokens.take();
      return { kind: 'literal', value };
    }
    if (current.kind === 'ion') return this.ion();
    if (tokens.acceptSymbol('(')) {
      const inner = this.read();
      tokens.expectSymbol(')');
      return inner;
    }
    if (current.kind === 'word') {
      const call = readCall(tokens, this);
      if (call) return this.node(call);
    }
    if (isName(current)) return this.node(readPath(tokens));
    if (current.kind === 'end') throw tokens.fail('ParseExpectedExpression');
    if (current.kind === 'word') throw tokens.fail('ParseUnExpectedKeyword');
    throw tokens.unexpected(
      tokenType(current) === 'OPERATOR' ? 'ParseUnexpectedOperator' : 'ParseUnexpectedTerm',
    );
  }

  /** A timestamp between backticks: the only literal of Ion that SQL has not. */
  private ion(): Expression {
    const value = Timestamp.parse(this.tokens.current.text);
    if (!value) throw this.tokens.fail('LexerInvalidIONLiteral');
    this.tokens.take();
    return { kind: 'literal', value };
  }
}

const negate = (negated: boolean, operand: Expression): Expression =>
  negated ? { kind: 'not', operand } : operand;

function literalOf({ kind, text, word }: Token): Value | undefined {
  if (kind === 'string') return text;
  if (kind === 'number') return numberOf(text);
  if (word === 'TRUE') return true;
  if (word === 'FALSE') return false;
  return word === 'NULL' ? null : undefined;
}

function numberOf(text: string): Value {
  if (/[eE]/.test(text)) return Number(text);
  const decimal = Decimal.parse(text);
  if (!decimal) return Number(text);
  return text.includes('.') ? decimal : decimal.truncated();
}
