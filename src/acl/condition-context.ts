import type { ObjectInfo } from '../backend/model/object.js';
import type { AskedAccess, AuthorizableRequest } from './authorizable-request.js';
import type { ConditionContext } from './policy/evaluate.js';

/** What a policy is asked about. */
export interface ConditionSubject {
  readonly request: AuthorizableRequest;
  readonly asked: AskedAccess;
  /** Access key, root's own for buckets of root. */
  readonly bucketOwner: string;
  /** As it is before the request; only needed for keys of existing tags. */
  readonly object: ObjectInfo | undefined;
}

type Values = readonly string[] | undefined;
type Reader = (subject: ConditionSubject) => string | undefined;

/** @see SaidHeaders */
const header =
  (name: string): Reader =>
  ({ request, asked: { said } }) =>
    said && Object.hasOwn(said, name) ? said[name] : request.header(name);

/** A parameter of a list; a request for an object is no list, whatever its query says. */
const query =
  (name: string): Reader =>
  ({ request }) =>
    request.operation?.level === 'bucket' ? request.query.get(name) : undefined;

const account: Reader = ({ request }) => request.caller.account?.access;

const principalType: Reader = ({ request: { caller } }) => {
  if (caller.isRoot) return 'Account';
  return caller.account ? 'User' : 'Anonymous';
};

const principalArn: Reader = (subject) => {
  const access = account(subject);
  if (access === undefined) return undefined;
  return subject.request.caller.isRoot ? `arn:aws:iam::${access}:root` : `arn:aws:iam:::user/${access}`;
};

/** As the operation reads it: decoded, and without the version. */
const copySource: Reader = ({ request: { copySource: source } }) =>
  source && `${source.bucket}/${source.key}`;

/** Requests that only prepare or extend an upload make no object. */
const PREPARING: ReadonlySet<string> = new Set(['CreateMultipartUpload', 'UploadPart', 'UploadPartCopy']);

const IPV4_IN_IPV6 = '::ffff:';

/** A socket for both families gives IPv4 addresses in the form of IPv6. */
const clientAddress: Reader = ({ request: { clientAddress: address } }) =>
  address?.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address;

const AUTH_TYPES: Readonly<Record<string, string>> = {
  'sigv4-header': 'REST-HEADER',
  'sigv4-query': 'REST-QUERY-STRING',
  'post-policy': 'POST',
};

const authType: Reader = ({ request }) => AUTH_TYPES[request.caller.method];

/** `20261121T060000Z` */
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Milliseconds since a URL was signed; without a signature in the query, a date there is anybody's. */
const signatureAge: Reader = ({ request }) => {
  if (request.caller.method !== 'sigv4-query') return undefined;
  const signed = request.query.get('X-Amz-Date')?.replace(COMPACT_DATE, '$1-$2-$3T$4:$5:$6Z');
  const age = signed === undefined ? NaN : Date.now() - Date.parse(signed);
  return Number.isNaN(age) ? undefined : String(Math.max(0, age));
};

const retainUntil = header('x-amz-object-lock-retain-until-date');

const retentionDays: Reader = (subject) => {
  const until = Date.parse(retainUntil(subject) ?? '');
  return Number.isNaN(until) ? undefined : String(Math.ceil((until - Date.now()) / 86_400_000));
};

/** Keys whose value is not the header or parameter of their name. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['aws:sourceip', clientAddress],
  ['aws:securetransport', ({ request }) => String(request.isSecure)],
  ['s3:tlsversion', ({ request }) => request.tlsVersion],
  ['aws:useragent', header('user-agent')],
  ['aws:referer', header('referer')],
  ['aws:currenttime', () => new Date().toISOString()],
  ['aws:epochtime', () => String(Math.floor(Date.now() / 1000))],
  ['aws:username', (subject) => (subject.request.caller.isRoot ? undefined : account(subject))],
  ['aws:userid', account],
  ['aws:principalarn', principalArn],
  ['aws:principaltype', principalType],
  ['aws:principalisawsservice', () => 'false'],
  ['aws:viaawsservice', () => 'false'],
  ['s3:prefix', query('prefix')],
  ['s3:delimiter', query('delimiter')],
  ['s3:max-keys', query('max-keys')],
  ['s3:versionid', ({ asked }) => asked.versionId],
  ['s3:authtype', authType],
  ['s3:signatureage', signatureAge],
  ['s3:signatureversion', ({ request }) => (request.caller.account ? 'AWS4-HMAC-SHA256' : undefined)],
  ['s3:object-lock-mode', header('x-amz-object-lock-mode')],
  ['s3:object-lock-retain-until-date', retainUntil],
  ['s3:object-lock-legal-hold', header('x-amz-object-lock-legal-hold')],
  ['s3:object-lock-remaining-retention-days', retentionDays],
  ['s3:if-match', header('if-match')],
  ['s3:if-none-match', header('if-none-match')],
  ['s3:objectcreationoperation', ({ request }) => String(!PREPARING.has(request.operation?.name ?? ''))],
  ['s3:x-amz-copy-source', copySource],
  ['s3:resourceaccount', ({ bucketOwner }) => bucketOwner],
]);

const EXISTING_TAG = 's3:existingobjecttag/';
const REQUEST_TAG = 's3:requestobjecttag/';
const REQUEST_TAG_KEYS = 's3:requestobjecttagkeys';
const HEADER = 's3:x-amz-';

/** Reads the values of condition keys when a policy asks for them. */
export class RequestContext implements ConditionContext {
  constructor(private readonly subject: ConditionSubject) {}

  values(key: string): Values {
    const reader = READERS.get(key);
    if (reader) return listOf(reader(this.subject));
    if (key.startsWith(EXISTING_TAG)) return listOf(this.existingTag(key.slice(EXISTING_TAG.length)));
    if (key === REQUEST_TAG_KEYS) return this.requestTags()?.map(([name]) => name);
    if (key.startsWith(REQUEST_TAG)) return listOf(this.requestTag(key.slice(REQUEST_TAG.length)));
    return key.startsWith(HEADER) ? listOf(header(key.slice('s3:'.length))(this.subject)) : undefined;
  }

  private existingTag(name: string): string | undefined {
    const tags = Object.entries(this.subject.object?.attributes.tags ?? {});
    return tags.find(([key]) => key.toLowerCase() === name)?.[1];
  }

  private requestTag(name: string): string | undefined {
    return this.requestTags()?.find(([key]) => key.toLowerCase() === name)?.[1];
  }

  private requestTags(): [string, string][] | undefined {
    const tagging = header('x-amz-tagging')(this.subject);
    return tagging === undefined ? undefined : [...new URLSearchParams(tagging)];
  }
}

const listOf = (value: string | undefined): Values => (value === undefined ? undefined : [value]);
