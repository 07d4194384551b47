import type { BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../../errors/s3.error.js';
import { type Account, type AccountChanges, withChanges } from '../account.js';
import { AccountStore } from '../account-store.js';
import { replaceFile } from './atomic-file.js';
import { LockFile, type LockFileOptions } from './lock-file.js';
import { formatUsersFile, parseUsersFile, type UsersFile } from './users-file.js';

const MAX_BYTES = 64n * 1024n * 1024n;

interface Snapshot {
  /** What tells one content of the file from another; `undefined` when there is no file. */
  readonly version: string | undefined;
  readonly text: string;
  readonly accounts: UsersFile;
}

const NO_FILE: Snapshot = { version: undefined, text: '', accounts: new Map() };

const versionOf = (stats: BigIntStats): string =>
  [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join();

/** `undefined` for a file that is not there. */
async function ifExists<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Accounts in `users.json` of a directory, in versitygw's format; the content before the last change is in
 * `users.json.backup`. Several gateways may share the directory: each sees the changes of the others with its next
 * look-up, and changes are serialised by `users.json.lock`. No file is a store without accounts. A file that cannot be
 * understood is an error of every call, and is never overwritten.
 */
export class FileAccountStore extends AccountStore {
  override readonly type = 'file';
  private readonly path: string;
  private readonly lock: LockFile;
  private snapshot = NO_FILE;
  private loading: Promise<Snapshot> | undefined;
  private lastChange: Promise<void> = Promise.resolve();

  constructor(directory: string, lockOptions?: LockFileOptions) {
    super();
    this.path = join(directory, 'users.json');
    this.lock = new LockFile(`${this.path}.lock`, lockOptions);
  }

  override async getAccount(access: string): Promise<Account | undefined> {
    return (await this.current()).accounts.get(access);
  }

  override async listAccounts(): Promise<readonly Account[]> {
    const accounts = [...(await this.current()).accounts.values()];
    return accounts.sort((a, b) => (a.access < b.access ? -1 : 1));
  }

  override createAccount(account: Account): Promise<void> {
    return this.change((accounts) => {
      if (accounts.has(account.access)) throw new S3Error('XAdminUserExists');
      accounts.set(account.access, account);
    });
  }

  override updateAccount(access: string, changes: AccountChanges): Promise<void> {
    return this.change((accounts) => {
      const account = accounts.get(access);
      if (!account) throw new S3Error('XAdminUserNotFound');
      accounts.set(access, withChanges(account, changes));
    });
  }

  override deleteAccount(access: string): Promise<void> {
    return this.change((accounts) => {
      if (!accounts.delete(access)) throw new S3Error('XAdminUserNotFound');
    });
  }

  /** One change of this process at a time, so that only one of its callers waits for the lock file. */
  private change(edit: (accounts: Map<string, Account>) => void): Promise<void> {
    const change = this.lastChange.then(() => this.lock.hold((assertHeld) => this.rewrite(edit, assertHeld)));
    this.lastChange = change.catch(() => undefined);
    return change;
  }

  private async rewrite(
    edit: (accounts: Map<string, Account>) => void,
    assertHeld: () => Promise<void>,
  ): Promise<void> {
    const before = await this.load();
    const accounts = new Map(before.accounts);
    edit(accounts);
    if (before.version !== undefined) await replaceFile(`${this.path}.backup`, before.text, assertHeld);
    await replaceFile(this.path, formatUsersFile(accounts), assertHeld);
    // A load that runs now may have opened the old file: nobody joins it any more.
    this.loading = undefined;
  }

  private async current(): Promise<Snapshot> {
    const stats = await ifExists(stat(this.path, { bigint: true }));
    if ((stats && versionOf(stats)) === this.snapshot.version) return this.snapshot;
    if (this.loading) return this.loading;
    const loading: Promise<Snapshot> = this.load().finally(() => this.loaded(loading));
    return (this.loading = loading);
  }

  private loaded(loading: Promise<Snapshot>): void {
    if (this.loading === loading) this.loading = undefined;
  }

  private async load(): Promise<Snapshot> {
    await using file = await ifExists(open(this.path, 'r'));
    if (!file) return (this.snapshot = NO_FILE);
    const stats = await file.stat({ bigint: true });
    if (stats.size > MAX_BYTES)
      throw new Error(`${this.path} is not a valid account file: it is larger than ${MAX_BYTES} bytes`);
    const text = await file.readFile('utf8');
    return (this.snapshot = { version: versionOf(stats), text, accounts: parseUsersFile(text, this.path) });
  }
}
