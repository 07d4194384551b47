import { S3Error } from '../errors/s3.error.js';
import { type Account, type AccountChanges, isRole, type Role } from '../iam/account.js';
import type { XmlElement } from '../s3/xml/xml.element.js';
import { readXml, type XmlLimits } from '../s3/xml/xml.reader.js';
import { writeXml, type XmlContent } from '../s3/xml/xml.writer.js';

/** The documents of the admin API that speak of accounts, with the element names of versitygw's clients. */

/** A list holds every account there is, so that its limits are wider than those of a request. */
export const LIST_LIMITS: Required<XmlLimits> = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 8,
  maxNodes: 5_000_000,
};

/** Ids are uid, gid and project id of file systems: unsigned 32 bits. */
const MAX_ID = 0xffff_ffff;

function asAdminError<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof S3Error && cause.code === 'MalformedXML')
      throw new S3Error('XAdminInvalidRequest', {}, { cause });
    throw cause;
  }
}

/** An element without content counts as absent: versitygw's client writes one for a role that is not given. */
const optional = (document: XmlElement, name: string): string | undefined =>
  document.optionalText(name) || undefined;

const invalidRole = (): S3Error => new S3Error('XAdminInvalidArgument');

function optionalRole(document: XmlElement): Role | undefined {
  const role = optional(document, 'Role');
  if (role !== undefined && !isRole(role)) throw invalidRole();
  return role;
}

function optionalId(document: XmlElement, name: string): number | undefined {
  const id = optional(document, name) === undefined ? undefined : document.optionalInteger(name);
  if (id !== undefined && (id < 0 || id > MAX_ID)) throw new S3Error('XAdminInvalidRequest');
  return id;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new S3Error('XAdminInvalidRequest');
  return value;
}

function toAccount(document: XmlElement): Account {
  const role = optionalRole(document);
  if (role === undefined) throw invalidRole();
  return {
    access: required(optional(document, 'Access')),
    secret: required(optional(document, 'Secret')),
    role,
    userID: optionalId(document, 'UserID') ?? 0,
    groupID: optionalId(document, 'GroupID') ?? 0,
    projectID: optionalId(document, 'ProjectID') ?? 0,
  };
}

const accountContent = (account: Account): XmlContent => ({
  Access: account.access,
  Secret: account.secret,
  Role: account.role,
  UserID: account.userID,
  GroupID: account.groupID,
  ProjectID: account.projectID,
});

/** Body of `PATCH /create-user`. @throws S3Error XAdminInvalidRequest, XAdminInvalidArgument (role) */
export function readAccount(body: string | Uint8Array): Account {
  return asAdminError(() => toAccount(readXml(body, 'Account')));
}

export function writeAccount(account: Account): string {
  return writeXml('Account', accountContent(account));
}

/** Body of `PATCH /update-user`. @throws S3Error XAdminInvalidRequest, XAdminInvalidArgument (role) */
export function readAccountChanges(body: string | Uint8Array): AccountChanges {
  return asAdminError(() => {
    const document = readXml(body, 'MutableProps');
    return {
      secret: optional(document, 'Secret'),
      role: optionalRole(document),
      userID: optionalId(document, 'UserID'),
      groupID: optionalId(document, 'GroupID'),
      projectID: optionalId(document, 'ProjectID'),
    };
  });
}

export function writeAccountChanges(changes: AccountChanges): string {
  const { secret, role, userID, groupID, projectID } = changes;
  return writeXml('MutableProps', {
    Secret: secret,
    Role: role,
    UserID: userID,
    GroupID: groupID,
    ProjectID: projectID,
  });
}

/** Answer of `PATCH /list-users`: one `Accounts` element for each account, secrets included. */
export function writeAccountList(accounts: readonly Account[]): string {
  return writeXml('ListUserAccountsResult', { Accounts: accounts.map(accountContent) });
}

/** @throws S3Error XAdminInvalidRequest */
export function readAccountList(document: string | Uint8Array): readonly Account[] {
  return asAdminError(() =>
    readXml(document, 'ListUserAccountsResult', LIST_LIMITS).children('Accounts').map(toAccount),
  );
}
