import type { Account, AccountChanges } from './account.js';

/** WHERE accounts live. The root account is not in it: it comes from the configuration. */
export abstract class AccountStore {
  /** `iam.store` of the spans. */
  abstract readonly type: 'single' | 'file';
  /** `undefined` when there is no such account. */
  abstract getAccount(access: string): Promise<Account | undefined>;
  /** @throws S3Error XAdminUserExists, XAdminMethodNotSupported */
  abstract createAccount(account: Account): Promise<void>;
  /** @throws S3Error XAdminUserNotFound, XAdminMethodNotSupported */
  abstract updateAccount(access: string, changes: AccountChanges): Promise<void>;
  /** @throws S3Error XAdminUserNotFound, XAdminMethodNotSupported */
  abstract deleteAccount(access: string): Promise<void>;
  /** In ascending order of access key. @throws S3Error XAdminMethodNotSupported */
  abstract listAccounts(): Promise<readonly Account[]>;
}
