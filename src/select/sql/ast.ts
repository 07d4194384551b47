import type { CastType } from '../value/cast.js';
import type { Value } from '../value/value.js';

/** One step of a path: `.name`, `["name"]`, `[3]`, `.*`, `[*]`. */
export type Step =
  | {
      readonly kind: 'name';
      readonly name: string;
      /** Compared letter by letter, case included. */
      readonly exact: boolean;
    }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'members' }
  | { readonly kind: 'elements' };

export type NameStep = Extract<Step, { kind: 'name' }>;

export type AggregateName = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

export type BinaryOperator =
  'AND' | 'OR' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '||';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | PathExpression
  | { readonly kind: 'not' | 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] }
  | {
      readonly kind: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly what: 'NULL' | 'MISSING' }
  | {
      readonly kind: 'case';
      /** Compared with every `when`; without it a `when` is a condition. */
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: CastType }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | AggregateExpression;

export interface PathExpression {
  readonly kind: 'path';
  readonly steps: readonly [NameStep, ...Step[]];
  /** Line and column, for errors about the name. */
  readonly place: () => string;
}

export interface AggregateExpression {
  readonly kind: 'aggregate';
  readonly name: AggregateName;
  /** Absent for COUNT(*). */
  readonly argument?: Expression;
}

export interface SelectItem {
  readonly expression: Expression;
  readonly alias?: string;
}

/** SELECT items FROM S3Object[*]source alias WHERE where LIMIT limit. */
export interface Statement {
  readonly items: '*' | readonly SelectItem[];
  /** Path of FROM behind `S3Object`. */
  readonly source: readonly Step[];
  readonly alias?: NameStep;
  readonly where?: Expression;
  readonly limit?: number;
}
