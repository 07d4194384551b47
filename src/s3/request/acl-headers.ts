import {
  GROUP_URIS,
  MAX_GRANTS,
  type Grant,
  type Grantee,
  type GrantPermission,
  type Group,
} from '../../acl/access-control-list.js';
import { S3Error } from '../../errors/s3.error.js';

/** Value of a header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

/** What the headers of a request say of an ACL; ids of accounts are as the client wrote them. */
export type AskedAcl = { readonly canned: string } | { readonly grants: readonly Grant[] };

export const CANNED_ACL_HEADER = 'x-amz-acl';

const GRANT_HEADERS: readonly (readonly [header: string, permission: GrantPermission])[] = [
  ['x-amz-grant-full-control', 'FULL_CONTROL'],
  ['x-amz-grant-read', 'READ'],
  ['x-amz-grant-read-acp', 'READ_ACP'],
  ['x-amz-grant-write', 'WRITE'],
  ['x-amz-grant-write-acp', 'WRITE_ACP'],
];

/**
 * `undefined` when the request says nothing of an ACL. Source: S3 User Guide, "Access control list (ACL) overview".
 * @throws S3Error InvalidRequest, InvalidArgument, MethodNotAllowed (e-mail addresses), MalformedACLError
 */
export function readAclHeaders(header: HeaderReader): AskedAcl | undefined {
  const canned = header(CANNED_ACL_HEADER);
  const grants = GRANT_HEADERS.flatMap(([name, permission]) => {
    const value = header(name);
    return value === undefined ? [] : readGrantees(name, value).map((grantee) => ({ grantee, permission }));
  });
  const named = grants.length > 0 || GRANT_HEADERS.some(([name]) => header(name) !== undefined);
  if (canned !== undefined && named) {
    const message = 'Specifying both Canned ACLs and Header Grants is not allowed';
    throw new S3Error('InvalidRequest', {}, { message });
  }
  if (grants.length > MAX_GRANTS) throw new S3Error('MalformedACLError');
  if (canned !== undefined) return { canned };
  return named ? { grants } : undefined;
}

/** `id="…"`, `uri="…"`, or an access key alone as clients of versitygw send it. */
function readGrantees(name: string, value: string): Grantee[] {
  const items = value.split(',', MAX_GRANTS + 1).map((item) => item.trim());
  return items.map((item) => {
    const equals = item.indexOf('=');
    const kind = equals < 0 ? 'id' : item.slice(0, equals).trim().toLowerCase();
    const text = unquoted(item.slice(equals + 1).trim());
    if (text === '') throw unreadable(name, value);
    if (kind === 'id') return { access: text };
    if (kind === 'uri') return { group: groupOf(text, 'uri') };
    if (kind === 'emailaddress') throw notByEmail();
    throw unreadable(name, value);
  });
}

const unquoted = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

const unreadable = (name: string, value: string): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: name, ArgumentValue: value.slice(0, 1024) },
    { message: 'Argument format not recognized' },
  );

/** S3 takes no e-mail addresses since October 2025. Source: S3 API Reference, PutBucketAcl, "Grantee Values". */
export const notByEmail = (): S3Error =>
  new S3Error('MethodNotAllowed', { Method: 'PUT', ResourceType: 'ACL' }, { headers: { Allow: 'GET, PUT' } });

/** @throws S3Error InvalidArgument */
export function groupOf(uri: string, argument: string): Group {
  const found = (Object.keys(GROUP_URIS) as Group[]).find((group) => GROUP_URIS[group] === uri);
  if (found) return found;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: argument, ArgumentValue: uri.slice(0, 1024) },
    { message: 'Invalid group uri' },
  );
}
