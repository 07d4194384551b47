import { malformedPolicy } from './malformed-policy.js';
import { checkMembers, membersOf, stringsOf } from './members.js';

/** Whom a statement speaks of. */
export interface Principals {
  /** Everybody, also callers without an account. */
  readonly everybody: boolean;
  /** Access keys, each as the policy puts it: `"AWS" : "arn:…"`. */
  readonly names: ReadonlyMap<string, string>;
}

const TYPES = new Set(['AWS', 'CanonicalUser']);
/** A user of whatever account, or an account: both are access keys here. */
const ARN = /^arn:aws[a-z-]*:iam::(?:[^:]*:user\/(?<user>.+)|(?<account>[^:]+):root)$/;

/**
 * `"*"`, `{"AWS": …}` or `{"CanonicalUser": …}` with one value or a list. Unlike S3, which calls that no policy syntax,
 * also the value or the list itself: clients of versitygw write so. @throws S3Error MalformedPolicy
 */
export function readPrincipals(value: unknown): Principals {
  const names = new Map<string, string>();
  let everybody = false;
  const add = (type: string, each: unknown): void => {
    for (const text of stringsOf(each)) {
      if (text === '*' && type === 'AWS') everybody = true;
      else names.set(accessKey(type, text), inPolicy(type, text));
    }
  };
  if (typeof value === 'string' || Array.isArray(value)) add('AWS', value);
  else {
    const members = membersOf(value);
    checkTypes(members);
    for (const [type, each] of Object.entries(members)) add(type, each);
  }
  return { everybody, names };
}

export const isAmong = ({ everybody, names }: Principals, principal: string | undefined): boolean =>
  everybody || (principal !== undefined && names.has(principal));

/** The error of a principal that is not there or cannot be one; `text` as in `Principals.names`. */
export const invalidPrincipal = (text: string): Error => malformedPolicy('Invalid principal in policy', text);

const inPolicy = (type: string, text: string): string => `"${type}" : "${text}"`;

/** There are neither services nor federated users here. */
function checkTypes(members: Readonly<Record<string, unknown>>): void {
  const types = Object.keys(members);
  if (types.length === 0) throw malformedPolicy('Invalid principal in policy');
  for (const type of types) {
    if (type === 'Service' || type === 'Federated')
      throw invalidPrincipal(inPolicy(type, String(members[type])));
  }
  checkMembers(members, TYPES);
}

function accessKey(type: string, text: string): string {
  const { user, account } = ARN.exec(text)?.groups ?? {};
  const name = text.startsWith('arn:') ? (user ?? account) : text;
  if (!name || name.includes('*')) throw invalidPrincipal(inPolicy(type, text));
  return name;
}
