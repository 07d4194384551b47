import type { Account } from './account.js';
import { AccountStore } from './account-store.js';
import { CachingAccountStore } from './caching.account-store.js';

const account = (access: string, secret = 'x'): Account => ({
  access,
  secret,
  role: 'user',
  userID: 0,
  groupID: 0,
  projectID: 0,
});

/** A store in memory that counts its look-ups and can hold them up. */
class CountingStore extends AccountStore {
  override readonly type = 'file';
  readonly accounts = new Map<string, Account>();
  lookups = 0;
  gate: Promise<void> = Promise.resolve();

  override async getAccount(access: string): Promise<Account | undefined> {
    this.lookups += 1;
    const found = this.accounts.get(access);
    await this.gate;
    return found;
  }
  override async createAccount(created: Account): Promise<void> {
    this.accounts.set(created.access, created);
  }
  override async updateAccount(access: string, changes: Partial<Account>): Promise<void> {
    this.accounts.set(access, { ...account(access), ...changes });
  }
  override async deleteAccount(access: string): Promise<void> {
    this.accounts.delete(access);
  }
  override async listAccounts(): Promise<readonly Account[]> {
    return [...this.accounts.values()];
  }
}

describe('CachingAccountStore', () => {
  let now = 0;
  let store: CountingStore;
  let cache: CachingAccountStore;

  const hits = async (...names: string[]): Promise<boolean[]> => {
    const found: boolean[] = [];
    for (const name of names) found.push((await cache.lookup(name)).cacheHit);
    return found;
  };

  beforeEach(() => {
    now = 0;
    store = new CountingStore();
    for (const name of ['a', 'b', 'c']) store.accounts.set(name, account(name));
    cache = new CachingAccountStore(store, { ttl: 100, prune: 1000, maxEntries: 2, now: () => now });
  });
  afterEach(() => cache.onModuleDestroy());

  it('asks the store once until the account expires', async () => {
    expect(await hits('a', 'a')).toEqual([false, true]);
    now = 99;
    expect(await hits('a')).toEqual([true]);
    now = 100;
    expect(await hits('a')).toEqual([false]);
    expect(store.lookups).toBe(2);
  });

  it('does not keep that an account is missing', async () => {
    expect(await hits('nobody', 'nobody')).toEqual([false, false]);
    expect(store.lookups).toBe(2);
  });

  it('keeps a bounded number of accounts, and drops the one not asked for the longest', async () => {
    expect(await hits('a', 'b', 'a', 'c', 'a', 'b')).toEqual([false, false, true, false, true, false]);
  });

  it('shares one look-up among those who ask for the same account at once', async () => {
    const found = await Promise.all([cache.getAccount('a'), cache.getAccount('a'), cache.getAccount('a')]);
    expect(found).toEqual([account('a'), account('a'), account('a')]);
    expect(store.lookups).toBe(1);
  });

  it('does not keep a failed look-up', async () => {
    store.gate = Promise.reject(new Error('unreachable'));
    await expect(cache.getAccount('a')).rejects.toThrow('unreachable');
    store.gate = Promise.resolve();
    expect(await cache.getAccount('a')).toEqual(account('a'));
  });

  it('forgets an account that is updated or deleted', async () => {
    await hits('a', 'b');
    await cache.updateAccount('a', { secret: 'new' });
    await cache.deleteAccount('b');
    expect(await cache.getAccount('a')).toEqual(account('a', 'new'));
    expect(await cache.getAccount('b')).toBeUndefined();
  });

  it('does not keep the old account of a look-up that an update overtook', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    store.gate = promise;
    const overtaken = cache.getAccount('a');
    await cache.updateAccount('a', { secret: 'new' });
    resolve();
    await overtaken;
    expect(await cache.getAccount('a')).toEqual(account('a', 'new'));
  });

  it('removes expired accounts when it prunes', async () => {
    await hits('a');
    now = 50;
    await hits('b');
    now = 120;
    expect(cache.prune()).toBe(1);
    expect(await hits('b', 'a')).toEqual([true, false]);
  });
});
