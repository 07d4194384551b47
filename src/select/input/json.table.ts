import { S3Error } from '../../errors/s3.error.js';
import type { Evaluate } from '../evaluate/compile.js';
import type { NameStep, PathExpression, Statement, Step } from '../sql/ast.js';
import { fromJson, MISSING, type JsonValue, type Missing, type Value } from '../value/value.js';
import { JsonReader } from './json.reader.js';
import type { Columns, Table } from './table.js';

type Row = JsonValue | Missing;

/** Records of JSON: the values of the text, or what the path of FROM finds in each of them. */
export class JsonTable implements Table<Row> {
  private readonly reader = new JsonReader();
  /** What the statement calls a record. */
  private readonly name: NameStep;

  constructor(private readonly statement: Pick<Statement, 'source' | 'alias'>) {
    const last = statement.source.at(-1);
    const ofPath: NameStep | undefined = last?.kind === 'name' ? last : undefined;
    const name = last ? '_1' : 'S3Object';
    this.name = statement.alias ?? ofPath ?? { kind: 'name', name, exact: false };
  }

  *rows(text: string, isLast: boolean): Generator<Row, void, undefined> {
    for (const value of this.reader.read(text, isLast)) yield* expand(value, this.statement.source, 0);
  }

  readonly bind = (path: PathExpression): Evaluate<Row> => {
    const [first, ...others] = path.steps;
    if (isSameName(first, this.name)) {
      // Only a name that a record does not have itself can be that of the record.
      if (others.length > 0) return (row) => read(follow(row, others));
      return (row) => read(has(row, first) ? member(row, first) : row);
    }
    const isWhole = first.name === '_1';
    return (row) => read(follow(isWhole && !has(row, first) ? row : member(row, first), others));
  };

  columns(row: Row): Columns {
    // Written as they are, and not calculated with: numbers need not become exact.
    return isObject(row)
      ? { names: Object.keys(row), values: Object.values(row) }
      : { names: ['_1'], values: [row] };
  }
}

type JsonObject = { readonly [name: string]: JsonValue };

const isObject = (value: Row): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const read = (value: Row): Value => (value === MISSING ? MISSING : fromJson(value));

const isSameName = (asked: NameStep, name: NameStep): boolean =>
  asked.exact && name.exact ? asked.name === name.name : asked.name.toLowerCase() === name.name.toLowerCase();

const has = (value: Row, step: NameStep): boolean => member(value, step) !== MISSING;

function member(value: Row, step: NameStep): Row {
  if (!isObject(value)) return MISSING;
  if (Object.hasOwn(value, step.name)) return value[step.name] ?? null;
  if (step.exact) return MISSING;
  const name = nameIn(value, step.name.toLowerCase());
  return name === undefined ? MISSING : (value[name] ?? null);
}

/** Members from which on the names of an object are sorted out once, and not at every look. */
const MANY = 32;
const indexes = new WeakMap<JsonObject, ReadonlyMap<string, readonly string[]>>();

/** The member of that name, whatever its case. @throws S3Error AmbiguousFieldName */
function nameIn(value: JsonObject, wanted: string): string | undefined {
  const names = Object.keys(value);
  const found =
    names.length < MANY
      ? names.filter((name) => name.toLowerCase() === wanted)
      : (indexOf(value, names).get(wanted) ?? []);
  if (found.length > 1) throw new S3Error('AmbiguousFieldName');
  return found[0];
}

function indexOf(value: JsonObject, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(value);
  if (known) return known;
  const index = Map.groupBy(names, (name) => name.toLowerCase());
  indexes.set(value, index);
  return index;
}

function follow(value: Row, steps: readonly Step[]): Row {
  let current = value;
  for (const step of steps) {
    if (step.kind === 'name') current = member(current, step);
    else if (step.kind === 'index')
      current = Array.isArray(current) ? (at(current, step.index) ?? MISSING) : MISSING;
    if (current === MISSING) return MISSING;
  }
  return current;
}

const at = (list: readonly JsonValue[], index: number): JsonValue | undefined => list[index];

/** A wildcard that finds nothing still gives one record, MISSING. Source: S3 User Guide, "FROM clause". */
function* expand(value: Row, steps: readonly Step[], index: number): Generator<Row, void, undefined> {
  const step = steps[index];
  if (!step) {
    yield value;
    return;
  }
  if (step.kind === 'name' || step.kind === 'index') {
    yield* expand(follow(value, [step]), steps, index + 1);
    return;
  }
  const items =
    step.kind === 'elements'
      ? Array.isArray(value)
        ? value
        : []
      : isObject(value)
        ? Object.values(value)
        : [];
  if (items.length === 0) yield MISSING;
  for (const item of items as readonly JsonValue[]) yield* expand(item, steps, index + 1);
}
