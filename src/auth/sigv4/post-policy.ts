import { S3Error } from '../../errors/s3.error.js';

/** What a form says, and where. */
export interface PostForm {
  readonly bucket: string;
  /** By lower-case name, `${filename}` replaced. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Bytes that the file may have, both ends included. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Fields that no condition has to name. Source: S3 API Reference, "Creating a POST policy". */
const UNCOVERED = new Set(['file', 'policy', 'x-amz-signature']);
const IGNORED_PREFIX = 'x-ignore-';

/** S3 knows no offsets here: it refuses `+02:00`. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

const MEMBERS = ['expiration', 'conditions'];
const OPERATIONS = ['eq', 'starts-with', 'content-length-range'];

const invalid = (reason: string, cause?: unknown): S3Error =>
  new S3Error('InvalidPolicyDocument', {}, { message: `Invalid Policy: ${reason}`, cause });

const refused = (reason: string): S3Error =>
  new S3Error('AccessDenied', {}, { message: `Invalid according to Policy: ${reason}` });

const failed = (condition: readonly Json[]): S3Error =>
  refused(
    `Policy Condition failed: [${condition.map((member) => JSON.stringify(member)).join(', ')}]`.slice(
      0,
      1024,
    ),
  );

/**
 * Holds a form against the policy that was signed for it; gives back the range for its file. Names of fields and of
 * operations are compared without regard to case, values exactly.
 * @param encoded base64 of the JSON document
 * @param now milliseconds since 1970
 * @throws S3Error InvalidPolicyDocument, AccessDenied
 */
export function checkPostPolicy(encoded: string, form: PostForm, now: number): LengthRange {
  const policy = parsePolicy(encoded);
  if (expirationOf(policy) <= now) throw refused('Policy expired.');
  const covered = new Set<string>();
  let range: LengthRange = { min: 0, max: Infinity };
  for (const condition of conditionsOf(policy)) {
    const operation = operationOf(condition);
    if (operation === 'content-length-range') range = narrowed(range, condition);
    else covered.add(checkField(condition, form, operation));
  }
  checkCoverage(form, covered);
  return range;
}

function parsePolicy(encoded: string): { readonly [name: string]: Json } {
  let policy: Json;
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'), readable) as Json;
  } catch (cause) {
    throw invalid('Invalid JSON.', cause);
  }
  if (!isObject(policy)) throw invalid('Invalid JSON.');
  const unknown = Object.keys(policy).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw invalid(`Unexpected: '${unknown.toLowerCase().slice(0, 64)}'`);
  return policy;
}

/** The reader of S3 takes neither `null` nor other numbers than counts. */
function readable(name: string, value: Json): Json {
  const isCount = typeof value !== 'number' || (Number.isInteger(value) && value >= 0);
  if (value !== null && isCount) return value;
  throw new SyntaxError(`${name} is no value of a policy`);
}

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function expirationOf({ expiration }: { readonly [name: string]: Json }): number {
  if (typeof expiration !== 'string') throw invalid('Policy missing expiration.');
  const time = ISO_TIME.test(expiration) ? Date.parse(expiration) : NaN;
  if (!Number.isNaN(time)) return time;
  throw invalid(`Invalid 'expiration' value: '${expiration.slice(0, 64)}'`);
}

function conditionsOf({ conditions }: { readonly [name: string]: Json }): readonly (readonly Json[])[] {
  if (conditions === undefined) throw invalid('Policy missing conditions.');
  if (!Array.isArray(conditions)) throw invalid("Invalid 'conditions' value: must be a List.");
  return (conditions as readonly Json[]).map(asList);
}

/** `{"acl": "private"}` says `["eq", "$acl", "private"]`. */
function asList(condition: Json): readonly Json[] {
  if (Array.isArray(condition)) return condition as readonly Json[];
  if (!isObject(condition)) throw invalid('Invalid Condition: must be a List or Object.');
  const [member, ...others] = Object.entries(condition);
  if (!member || others.length > 0)
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  const [name, value] = member;
  if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.');
  return ['eq', `$${name}`, value];
}

function operationOf([name, ...operands]: readonly Json[]): string {
  if (name === undefined) throw invalid('Invalid Condition: missing operation identifier.');
  const operation = typeof name === 'string' ? name.toLowerCase() : JSON.stringify(name);
  if (!OPERATIONS.includes(operation))
    throw invalid(`Invalid Condition: unknown operation '${operation.slice(0, 64)}'.`);
  if (operands.length !== 2) throw invalid(`Invalid ${operation}: wrong number of arguments.`);
  return operation;
}

/** Conditions that contradict each other let no file pass. */
function narrowed({ min, max }: LengthRange, condition: readonly Json[]): LengthRange {
  const [from, to] = condition.slice(1).map(countOf);
  if (from === undefined || to === undefined) throw failed(condition);
  return { min: Math.max(min, from), max: Math.min(max, to) };
}

function countOf(value: Json): number | undefined {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Gives back the name of the field that the condition is about. */
function checkField(condition: readonly Json[], form: PostForm, operation: string): string {
  const [, name, value] = condition;
  if (typeof name !== 'string' || typeof value !== 'string' || !name.startsWith('$')) throw failed(condition);
  const field = name.slice(1).toLowerCase();
  const sent = field === 'bucket' ? form.bucket : form.fields.get(field);
  if (sent === undefined || !holds(operation, field, sent, value)) throw failed(condition);
  return field;
}

function holds(operation: string, field: string, sent: string, value: string): boolean {
  if (operation === 'eq') return sent === value;
  // Source: "Creating a POST policy": a Content-Type with commas is a list, and every member must match.
  const members = field === 'content-type' ? sent.split(',') : [sent];
  return members.every((member) => member.startsWith(value));
}

/** The bucket counts as a field that every form has. */
function checkCoverage({ fields }: PostForm, covered: ReadonlySet<string>): void {
  const extra = ['bucket', ...fields.keys()].filter(
    (name) => !covered.has(name) && !UNCOVERED.has(name) && !name.startsWith(IGNORED_PREFIX),
  );
  if (extra.length > 0) throw refused(`Extra input fields: ${extra.join(', ').slice(0, 1024)}`);
}
