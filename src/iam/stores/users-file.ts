import { type Account, isRole } from '../account.js';

/** The accounts of a users.json by access key. */
export type UsersFile = ReadonlyMap<string, Account>;

const corrupt = (path: string, reason: string): Error =>
  new Error(`${path} is not a valid account file: ${reason}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads versitygw's format: `{"accessAccounts": {<access key>: {access, secret, role, userID, groupID, projectID}}}`.
 * Ids that are absent are 0. Members of an account that are not known are kept.
 * @throws Error that names the file and the account, never a secret
 */
export function parseUsersFile(text: string, path: string): UsersFile {
  const accounts = parseJson(text, path);
  if (!isRecord(accounts)) throw corrupt(path, 'accessAccounts is not an object');
  return new Map(
    Object.entries(accounts).map(([access, value]) => [access, parseAccount(access, value, path)]),
  );
}

export function formatUsersFile(accounts: UsersFile): string {
  return JSON.stringify({ accessAccounts: Object.fromEntries(accounts) });
}

/** The parser's own message quotes the file, secrets included: it is not passed on. */
function parseJson(text: string, path: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw corrupt(path, 'it is not JSON');
  }
  if (!isRecord(document)) throw corrupt(path, 'it is not an object');
  return document['accessAccounts'] ?? {};
}

function parseAccount(access: string, value: unknown, path: string): Account {
  const name = `account ${JSON.stringify(access)}`;
  if (!isRecord(value)) throw corrupt(path, `${name} is not an object`);
  const { secret, role, userID = 0, groupID = 0, projectID = 0 } = value;
  if (typeof secret !== 'string' || secret === '') throw corrupt(path, `${name} has no secret`);
  if (!isRole(role)) throw corrupt(path, `${name} has an unknown role`);
  const ids = { userID, groupID, projectID };
  for (const [id, number] of Object.entries(ids)) {
    if (!Number.isSafeInteger(number)) throw corrupt(path, `${name} has a ${id} that is not an integer`);
  }
  return { ...value, access, secret, role, ...(ids as Record<keyof typeof ids, number>) };
}
