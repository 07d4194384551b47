import type { OnModuleDestroy } from '@nestjs/common';
import type { Account, AccountChanges } from './account.js';
import { type AccountLookup, AccountStore } from './account-store.js';

export interface CacheOptions {
  /** Milliseconds that an account is kept. */
  readonly ttl: number;
  /** Milliseconds between removals of expired accounts. */
  readonly prune: number;
  /** The account that was not asked for the longest time makes room. */
  readonly maxEntries?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

interface Entry {
  readonly account: Account;
  readonly expires: number;
}

/**
 * Keeps accounts of another store for a while. A missing account is not kept: it may be created by another gateway at
 * any moment. A change through this store is seen by every look-up that starts after it.
 */
export class CachingAccountStore extends AccountStore implements OnModuleDestroy {
  override readonly type: AccountStore['type'];
  private readonly entries = new Map<string, Entry>();
  private readonly lookups = new Map<string, Promise<Account | undefined>>();
  private readonly maxEntries: number;
  private readonly now: () => number;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly store: AccountStore,
    private readonly options: CacheOptions,
  ) {
    super();
    this.type = store.type;
    this.maxEntries = options.maxEntries ?? 10_000;
    this.now = options.now ?? (() => performance.now());
    this.timer = setInterval(() => this.prune(), options.prune).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  override async getAccount(access: string): Promise<Account | undefined> {
    return (await this.lookup(access)).account;
  }

  override async lookup(access: string): Promise<AccountLookup> {
    const entry = this.entries.get(access);
    if (entry && this.now() < entry.expires) {
      this.entries.delete(access);
      this.entries.set(access, entry);
      return { account: entry.account, cacheHit: true };
    }
    return { account: await this.fetch(access), cacheHit: false };
  }

  override createAccount(account: Account): Promise<void> {
    return this.store.createAccount(account).finally(() => this.invalidate(account.access));
  }

  override updateAccount(access: string, changes: AccountChanges): Promise<void> {
    return this.store.updateAccount(access, changes).finally(() => this.invalidate(access));
  }

  override deleteAccount(access: string): Promise<void> {
    return this.store.deleteAccount(access).finally(() => this.invalidate(access));
  }

  override listAccounts(): Promise<readonly Account[]> {
    return this.store.listAccounts();
  }

  /** Removes the expired accounts; gives back how many stay. */
  prune(): number {
    const now = this.now();
    for (const [access, entry] of this.entries) {
      if (entry.expires <= now) this.entries.delete(access);
    }
    return this.entries.size;
  }

  /** One look-up in the store per access key at a time. */
  private fetch(access: string): Promise<Account | undefined> {
    const running = this.lookups.get(access);
    if (running) return running;
    const lookup: Promise<Account | undefined> = this.store.getAccount(access).then(
      (account) => this.settle(access, lookup, account),
      (error: unknown) => {
        this.settle(access, lookup, undefined);
        throw error;
      },
    );
    this.lookups.set(access, lookup);
    return lookup;
  }

  /** A look-up that `invalidate` overtook may hold the old account: it is not kept. */
  private settle(
    access: string,
    lookup: Promise<unknown>,
    account: Account | undefined,
  ): Account | undefined {
    if (this.lookups.get(access) !== lookup) return account;
    this.lookups.delete(access);
    this.entries.delete(access);
    if (!account) return undefined;
    this.entries.set(access, { account, expires: this.now() + this.options.ttl });
    if (this.entries.size > this.maxEntries) this.entries.delete(this.entries.keys().next().value as string);
    return account;
  }

  private invalidate(access: string): void {
    this.entries.delete(access);
    this.lookups.delete(access);
  }
}
