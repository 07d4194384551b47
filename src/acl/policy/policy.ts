import { S3Error } from '../../errors/s3.error.js';
import { EXISTING_TAG_PREFIX } from './condition-keys.js';
import { hasDuplicateMember } from './duplicate-member.js';
import { malformedPolicy } from './malformed-policy.js';
import { checkMembers, membersOf } from './members.js';
import { compileStatement, readSid, type Statement } from './statement.js';

/** A bucket policy that is made ready for evaluation. */
export interface Policy {
  readonly bucket: string;
  readonly statements: readonly Statement[];
  /** It is stored, but not what this gateway can read: it denies everything. */
  readonly unreadable: boolean;
  /** A condition asks for tags that the object has already. */
  readonly usesExistingTags: boolean;
}

const MEMBERS = new Set(['Version', 'Id', 'Statement']);
const VARIABLES_SINCE = '2012-10-17';
const VERSIONS: readonly unknown[] = ['2008-10-17', VARIABLES_SINCE];

/**
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language"; the messages are those of S3.
 * @throws S3Error MalformedPolicy
 */
export function parsePolicy(text: string, bucket: string): Policy {
  const members = membersOf(readJson(text));
  checkMembers(members, MEMBERS);
  const { Version: version = VERSIONS[0], Id: id, Statement: statement } = members;
  if (!VERSIONS.includes(version)) throw malformedPolicy('The policy must contain a valid version string');
  readSid(id);
  if (statement === undefined) throw malformedPolicy('Missing required field Statement');
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  if (list.length === 0) throw malformedPolicy('Could not parse the policy: Statement is empty!');
  const scope = { bucket, variables: version === VARIABLES_SINCE };
  const statements = list.map((each, index) => compileStatement(each, index + 1, scope));
  checkSids(list);
  const usesExistingTags = statements.some(({ conditions }) =>
    conditions.some(({ key }) => key.startsWith(EXISTING_TAG_PREFIX)),
  );
  return { bucket, statements, unreadable: false, usesExistingTags };
}

function readJson(text: string): unknown {
  if (!text.startsWith('{'))
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  if (hasDuplicateMember(text)) throw malformedPolicy('This policy contains invalid Json');
  return value;
}

function checkSids(statements: readonly unknown[]): void {
  const sids = statements.map((each) => readSid(membersOf(each)['Sid'])).filter((sid) => sid !== '');
  if (new Set(sids).size < sids.length)
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
}

/** Buckets whose policy is remembered. */
const MAX_REMEMBERED = 256;

const remembered = new Map<string, { readonly text: string; readonly policy: Policy }>();

/**
 * The policy of a bucket as it is stored, read anew when its text has changed. The bucket that was not asked for the
 * longest time makes room. A text that cannot be read denies everything.
 */
export function policyOf(text: string, bucket: string): Policy {
  let entry = remembered.get(bucket);
  if (entry?.text !== text) entry = { text, policy: readStored(text, bucket) };
  remembered.delete(bucket);
  remembered.set(bucket, entry);
  if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
  return entry.policy;
}

function readStored(text: string, bucket: string): Policy {
  try {
    return parsePolicy(text, bucket);
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { bucket, statements: [], unreadable: true, usesExistingTags: false };
  }
}
