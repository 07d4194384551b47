import type { AdminOperationName, OperationName } from '../../common/operation-name.js';
import type { QueryParameters } from '../request/query-parameters.js';
import type { S3Target } from '../request/target.js';
import { ADMIN_OPERATIONS, OPERATIONS, type Operation, type OperationRow } from './operation.table.js';

/** What the resolver looks at. */
export interface ResolvableRequest {
  readonly method: string;
  readonly target: S3Target;
  readonly query: QueryParameters;
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

const parameterName = (condition: string): string => condition.split('=', 1)[0] ?? condition;

/**
 * Rows by method and level, then by their first query parameter. A request asks one map per parameter that it has, so
 * the cost does not grow with the number of operations.
 */
class Index {
  private readonly byParameter = new Map<string, Candidates>();
  private readonly plain: Candidates;

  /** `strangers`: sub-resources that a row without a query must not be mistaken for. */
  constructor(
    rows: readonly Operation[],
    private readonly strangers: ReadonlySet<string>,
  ) {
    const sorted = rows.toSorted((a, b) => specificity(b) - specificity(a));
    this.plain = sorted.filter((row) => !row.query?.length);
    for (const row of sorted) {
      const first = row.query?.[0];
      if (first === undefined) continue;
      const name = parameterName(first);
      this.byParameter.set(name, [...(this.byParameter.get(name) ?? []), row]);
    }
  }

  find(request: ResolvableRequest): Operation | undefined {
    if (!request.query.isEmpty) {
      for (const name of request.query.names()) {
        const found = firstMatch(this.byParameter.get(name), request);
        if (found) return found;
      }
      for (const name of request.query.names()) if (this.strangers.has(name)) return undefined;
    }
    return firstMatch(this.plain, request);
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

function buildIndexes(): Map<string, Index> {
  const groups = new Map<string, Operation[]>();
  for (const [name, row] of Object.entries(OPERATIONS) as [OperationName, OperationRow][]) {
    const key = `${row.method} ${row.level}`;
    groups.set(key, [...(groups.get(key) ?? []), described(name, row)]);
  }
  return new Map([...groups].map(([key, rows]) => [key, new Index(rows, strangersOf(rows))]));
}

/**
 * `DELETE /bucket/key?acl` deletes no object, `PUT /bucket/key?uploadId=…` makes none and `POST /bucket?tagging` is no
 * form: where a method changes things, a sub-resource that it has no row for is refused. Reads go on to the resource
 * itself.
 */
function strangersOf([row]: readonly Operation[]): ReadonlySet<string> {
  if (!row || !['PUT', 'POST', 'DELETE'].includes(row.method)) return new Set();
  const conditions = Object.values(OPERATIONS).flatMap(({ level, query = [] }) =>
    level === row.level ? query.slice(0, 1) : [],
  );
  return new Set(conditions.filter((condition) => !condition.includes('=')));
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
