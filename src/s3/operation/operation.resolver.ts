import type { AdminOperationName, OperationName } from '../../common/operation-name.js';
import type { QueryParameters } from '../request/query-parameters.js';
import type { S3Target } from '../request/target.js';
import { ADMIN_OPERATIONS, OPERATIONS, type Operation, type OperationRow } from './operation.table.js';
import { isAskedAt, subResourceOfRow } from './sub-resources.js';

/** What the resolver looks at. */
export interface ResolvableRequest {
  readonly method: string;
  readonly target: S3Target;
  readonly query: QueryParameters;
  /** @see subResourceOf */
  readonly subResource: string | undefined;
  header(name: string): string | undefined;
}

type Candidates = readonly Operation[];

const described = (name: OperationName, row: OperationRow): Operation => ({
  ...row,
  name,
  spanName: `S3.${name}`,
});

const adminDescribed = (name: AdminOperationName, row: OperationRow): Operation => ({
  ...row,
  name,
  spanName: `Admin.${name}`,
});

/** More conditions first: a row with query and header is asked before one with the query alone. */
const specificity = (row: OperationRow): number => (row.query?.length ?? 0) * 2 + (row.header ? 1 : 0);

/** Sub-resources that reads pass over: a part of an object is one of its ranges, and a name to be is none yet. */
const READ_PAST: ReadonlySet<string> = new Set(['partNumber', 'renameObject']);

/**
 * Rows by method and level, then by their sub-resource: the cost of a look-up does not grow with the number of
 * operations. What a sub-resource has no row for is no operation on the resource itself: `DELETE /bucket/key?acl`
 * deletes no object, and `GET /bucket?delete` lists none.
 */
class Index {
  private readonly bySubResource = new Map<string, Candidates>();
  private readonly plain: Candidates;
  private readonly passed: ReadonlySet<string>;

  constructor(method: string, rows: readonly Operation[]) {
    const sorted = rows.toSorted((a, b) => specificity(b) - specificity(a));
    this.plain = sorted.filter((row) => subResourceOfRow(row) === undefined);
    for (const row of sorted) {
      const name = subResourceOfRow(row);
      if (name !== undefined) this.bySubResource.set(name, [...(this.bySubResource.get(name) ?? []), row]);
    }
    this.passed = method === 'GET' || method === 'HEAD' ? READ_PAST : new Set();
  }

  find(request: ResolvableRequest): Operation | undefined {
    const { subResource } = request;
    const isPlain = subResource === undefined || this.passed.has(subResource);
    return firstMatch(isPlain ? this.plain : this.bySubResource.get(subResource), request);
  }
}

function firstMatch(candidates: Candidates | undefined, request: ResolvableRequest): Operation | undefined {
  if (!candidates) return undefined;
  for (const row of candidates) if (matches(row, request)) return row;
  return undefined;
}

function matches(row: Operation, request: ResolvableRequest): boolean {
  if (row.header && request.header(row.header) === undefined) return false;
  if (!row.query) return true;
  for (const condition of row.query) {
    const equals = condition.indexOf('=');
    if (
      equals < 0
        ? !request.query.has(condition)
        : request.query.get(condition.slice(0, equals)) !== condition.slice(equals + 1)
    ) {
      return false;
    }
  }
  return true;
}

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const;
const LEVELS = ['service', 'bucket', 'object'] as const;

function buildIndexes(): Map<string, Index> {
  const rows = (Object.entries(OPERATIONS) as [OperationName, OperationRow][]).map(([name, row]) =>
    described(name, row),
  );
  const indexes = new Map<string, Index>();
  for (const level of LEVELS) {
    const asked = rows.filter((row) => isAskedAt(level, row));
    for (const method of METHODS) {
      const ofMethod = asked.filter((row) => row.method === method);
      indexes.set(`${method} ${level}`, new Index(method, ofMethod));
    }
  }
  return indexes;
}

const INDEXES = buildIndexes();

const ADMIN = new Map(
  (Object.entries(ADMIN_OPERATIONS) as [AdminOperationName, OperationRow & { path: string }][]).map(
    ([name, row]) => [row.path, adminDescribed(name, row)],
  ),
);

/** Every operation, in the order of the table. */
export const ALL_OPERATIONS: readonly Operation[] = [
  ...(Object.entries(OPERATIONS) as [OperationName, OperationRow][]).map(([name, row]) =>
    described(name, row),
  ),
  ...ADMIN.values(),
];

const preflight = ALL_OPERATIONS.find((operation) => operation.name === 'OptionsObject');

/** The operation that a request asks for; `undefined` when no row fits, which S3 answers with MethodNotAllowed. Pure. */
export function resolveOperation(request: ResolvableRequest): Operation | undefined {
  const { method, target } = request;
  if (method === 'PATCH') return resolveAdmin(target);
  if (method === 'OPTIONS') return preflight;
  return INDEXES.get(`${method} ${target.level}`)?.find(request);
}

function resolveAdmin(target: S3Target): Operation | undefined {
  if (target.level === 'object') return target.key === 'create' ? ADMIN.get('/{bucket}/create') : undefined;
  return target.level === 'bucket' ? ADMIN.get(`/${target.bucket}`) : undefined;
}
