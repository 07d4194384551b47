import type { TraceQuery } from '../model/trace-query.js';
import type { Condition, Intrinsic, SpanExpression, TraceExpression } from './expression.js';
import { compiledPattern } from './pattern.js';
import { parseQuery } from './query-parser.js';
import { QueryError } from './query.error.js';

const STATUS = 'http.response.status_code';
const CLASS_SIZE = 100;

/** The fields of a query that are about spans, and its text, as one expression. @throws QueryError */
export function expressionOf(query: TraceQuery): TraceExpression {
  const request = [
    ...text('s3.operation', query.operation),
    ...text('s3.bucket', query.bucket),
    ...keyConditions(query.key),
    ...statusConditions(query.status),
  ];
  const sets = [
    request,
    text('service.name', query.service, 'resource'),
    text('auth.access_key', query.accessKey),
    query.status === 'error' ? [intrinsic('status', 'ERROR')] : [],
  ].filter((conditions) => conditions.length > 0);
  const expressions = sets.map((conditions): TraceExpression => ({ kind: 'spans', spans: all(conditions) }));
  if (query.q !== undefined && query.q.trim() !== '') expressions.push(parseQuery(query.q, compiledPattern));
  if (expressions.length === 0) return { kind: 'spans', spans: { kind: 'always' } };
  return expressions.reduce((left, right) => ({ kind: 'and', left, right }));
}

function all(conditions: readonly Condition[]): SpanExpression {
  return conditions
    .map((condition): SpanExpression => ({ kind: 'condition', condition }))
    .reduce((left, right) => ({ kind: 'and', left, right }));
}

function text(name: string, value: string | undefined, scope: 'span' | 'resource' = 'span'): Condition[] {
  if (value === undefined || value === '') return [];
  return [{ field: { kind: 'attribute', scope, name }, operator: '=', value }];
}

function keyConditions(key: string | undefined): Condition[] {
  if (!key?.endsWith('*')) return text('s3.key', key);
  const field = { kind: 'attribute', scope: 'span', name: 's3.key' } as const;
  return [{ field, operator: '^=', value: key.slice(0, -1) }];
}

/** @throws QueryError */
function statusConditions(status: string | undefined): Condition[] {
  if (status === undefined || status === '' || status === 'error') return [];
  const [, digits, hundreds] = /^(?:(\d{3})|([1-5])xx)$/i.exec(status) ?? [];
  const compare = (operator: Condition['operator'], value: number): Condition => ({
    field: { kind: 'attribute', scope: 'span', name: STATUS },
    operator,
    value,
  });
  const server = intrinsic('kind', 'SERVER');
  if (digits !== undefined) return [server, compare('=', Number(digits))];
  if (hundreds === undefined) throw new QueryError('status is a number such as 404, 4xx, 5xx or error');
  const first = Number(hundreds) * CLASS_SIZE;
  return [server, compare('>=', first), compare('<', first + CLASS_SIZE)];
}

function intrinsic(name: Intrinsic, value: string): Condition {
  return { field: { kind: 'intrinsic', name }, operator: '=', value };
}
