import { S3Error } from '../../errors/s3.error.js';
import type { Account } from '../account.js';
import { AccountStore } from '../account-store.js';

/** No accounts beside root. Every method of the admin API answers XAdminMethodNotSupported. */
export class SingleAccountStore extends AccountStore {
  override readonly type = 'single';

  override getAccount(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override createAccount(): Promise<void> {
    return this.refuse();
  }

  override updateAccount(): Promise<void> {
    return this.refuse();
  }

  override deleteAccount(): Promise<void> {
    return this.refuse();
  }

  override listAccounts(): Promise<readonly Account[]> {
    return this.refuse();
  }

  private refuse(): Promise<never> {
    return Promise.reject(new S3Error('XAdminMethodNotSupported'));
  }
}
