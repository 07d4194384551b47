/** Of the span itself, and of its trace. */
export const INTRINSICS = [
  'name',
  'status',
  'statusMessage',
  'kind',
  'duration',
  'traceDuration',
  'rootName',
  'rootServiceName',
] as const;
export type Intrinsic = (typeof INTRINSICS)[number];

/** The same with their scope, as newer versions of TraceQL spell them. */
export const SCOPED_INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['span:name', 'name'],
  ['span:status', 'status'],
  ['span:statusMessage', 'statusMessage'],
  ['span:kind', 'kind'],
  ['span:duration', 'duration'],
  ['trace:duration', 'traceDuration'],
  ['trace:rootName', 'rootName'],
  ['trace:rootService', 'rootServiceName'],
]);

export const SCOPES = ['span', 'resource', 'event', 'link'] as const;
/** `any` is the span or its resource. */
export type Scope = (typeof SCOPES)[number] | 'any';

export type Field =
  | { readonly kind: 'intrinsic'; readonly name: Intrinsic }
  | { readonly kind: 'attribute'; readonly scope: Scope; readonly name: string };

export const OPERATORS = ['=', '!=', '<=', '<', '>=', '>', '=~', '!~'] as const;
/** `^=`: begins with; it has no spelling in the language. */
export type Operator = (typeof OPERATORS)[number] | '^=';

/**
 * Durations are milliseconds; `status` and `kind` are compared with the words of the store, such as `ERROR`. Of `null` there
 * is only that an attribute is not: it is there, whatever its value.
 */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  readonly value: string | number | boolean | null;
}

/** What holds for a span. A comparison never holds where there is no such attribute, nor between values of two kinds. */
export type SpanExpression =
  | { readonly kind: 'always' }
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: SpanExpression; readonly right: SpanExpression };

/** What holds for a trace: some span is so; both hold; one holds; some span is so below, or right below, one that is so. */
export type TraceExpression =
  | { readonly kind: 'spans'; readonly spans: SpanExpression }
  | {
      readonly kind: 'and' | 'or' | 'descendant' | 'child';
      readonly left: TraceExpression;
      readonly right: TraceExpression;
    };
