import type { Account, AccountChanges } from './account.js';

export interface AccountLookup {
  readonly account: Account | undefined;
  /** `iam.cache_hit` of the spans: the store itself was not asked. */
  readonly cacheHit: boolean;
}

/** WHERE accounts live. The root account is not in it: it comes from the configuration. */
export abstract class AccountStore {
  /** `iam.store` of the spans. */
  abstract readonly type: 'single' | 'file';
  /** `undefined` when there is no such account. */
  abstract getAccount(access: string): Promise<Account | undefined>;
  /** `getAccount`, and whether a cache answered it. */
  async lookup(access: string): Promise<AccountLookup> {
    return { account: await this.getAccount(access), cacheHit: false };
  }
  /** @throws S3Error XAdminUserExists, XAdminMethodNotSupported */
  abstract createAccount(account: Account): Promise<void>;
  /** @throws S3Error XAdminUserNotFound, XAdminMethodNotSupported */
  abstract updateAccount(access: string, changes: AccountChanges): Promise<void>;
  /** @throws S3Error XAdminUserNotFound, XAdminMethodNotSupported */
  abstract deleteAccount(access: string): Promise<void>;
  /** In ascending order of access key, compared by UTF-16 units. @throws S3Error XAdminMethodNotSupported */
  abstract listAccounts(): Promise<readonly Account[]>;
}
