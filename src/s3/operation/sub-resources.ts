import { S3Error } from '../../errors/s3.error.js';
import type { QueryParameters } from '../request/query-parameters.js';
import { OPERATIONS, type Level, type OperationRow } from './operation.table.js';

/** `partNumber` beside `uploadId`: the two name one sub-resource. */
export const PART = 'partNumber&uploadId';

/** Of buckets, which the path of a key names as well: S3 answers with that of the bucket, whatever the key. */
const OF_KEYS_TOO: ReadonlySet<string> = new Set([
  'accelerate',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'policy',
  'replication',
  'requestPayment',
  'versioning',
  'versions',
  'website',
]);

/** Of objects, which S3 reads on the path of a bucket as well: to refuse them. */
const OF_BUCKETS_TOO = ['partNumber', 'restore', 'torrent', 'uploadId'];

const ROWS: readonly OperationRow[] = Object.values(OPERATIONS);

const KNOWN: Readonly<Record<Level, ReadonlySet<string>>> = {
  service: new Set(),
  bucket: new Set([...namesOf('bucket'), ...OF_BUCKETS_TOO]),
  object: new Set([...namesOf('object'), ...OF_KEYS_TOO]),
  admin: new Set(),
};

/** The sub-resource that tells an operation from others of its method; `list-type=2` is none. */
export function subResourceOfRow({ query = [] }: OperationRow): string | undefined {
  const [first] = query;
  if (first === undefined || first.includes('=')) return undefined;
  return query.includes('partNumber') ? PART : first;
}

/** Whether a path of that level can ask for the operation. */
export function isAskedAt(level: Level, row: OperationRow): boolean {
  return row.level === level || (level === 'object' && row.level === 'bucket' && isOfKeysToo(row));
}

/**
 * The sub-resource that a query names; other parameters are passed over. Source: S3 API Reference, "Actions"; answers
 * of S3 to two at once, which it gives before it looks at bucket and caller.
 * @throws S3Error InvalidArgument
 */
export function subResourceOf(level: Level, query: QueryParameters): string | undefined {
  if (query.isEmpty) return undefined;
  const known = KNOWN[level];
  let named: string | undefined;
  for (const name of query.names()) {
    if (!known.has(name)) continue;
    if (named === undefined) named = name;
    else if (isPart(named, name)) named = PART;
    else throw conflicting([...query.names()].filter((each) => known.has(each)));
  }
  return named;
}

const isPart = (one: string, other: string): boolean =>
  (one === 'partNumber' && other === 'uploadId') || (one === 'uploadId' && other === 'partNumber');

function conflicting(names: readonly string[]): S3Error {
  const [ArgumentValue = '', ...others] = names.toSorted();
  const message = `Conflicting query string parameters: ${[ArgumentValue, ...others].join(', ')}`;
  return new S3Error('InvalidArgument', { ArgumentName: 'ResourceType', ArgumentValue }, { message });
}

function namesOf(level: Level): string[] {
  const conditions = ROWS.flatMap((row) => (row.level === level ? (row.query ?? []).slice(0, 1) : []));
  return [...conditions, ...(level === 'object' ? ['partNumber'] : [])].filter((name) => !name.includes('='));
}

function isOfKeysToo(row: OperationRow): boolean {
  const name = subResourceOfRow(row);
  return name !== undefined && OF_KEYS_TOO.has(name);
}
