/** What an account may do without being the owner of a bucket. */
export const ROLES = ['admin', 'user', 'userplus'] as const;
export type Role = (typeof ROLES)[number];

/** An account as versitygw stores it in users.json. */
export interface Account {
  /** Access key id. */
  readonly access: string;
  /** Secret access key. Never in a log, a span or an error. */
  readonly secret: string;
  readonly role: Role;
  readonly userID: number;
  readonly groupID: number;
  readonly projectID: number;
}

/** Changes of `PATCH /update-user`; absent members stay as they are. */
export type AccountChanges = Partial<Omit<Account, 'access'>>;

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

/** The account after the changes; members that are absent or `undefined` stay as they are. */
export function withChanges<T extends Account>(account: T, changes: AccountChanges): T {
  const present = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...account, ...Object.fromEntries(present), access: account.access };
}
