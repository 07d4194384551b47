import type { Account } from '../../src/iam/account.js';
import type { AccountStore } from '../../src/iam/account-store.js';

const account = (access: string, more: Partial<Account> = {}): Account => ({
  access,
  secret: `secret of ${access}`,
  role: 'user',
  userID: 0,
  groupID: 0,
  projectID: 0,
  ...more,
});

const error = (code: string): unknown => expect.objectContaining({ code });

/** What every store that can be written promises. `open` gives an empty store each time. */
export function describeAccountStore(name: string, open: () => Promise<AccountStore>): void {
  describe(`${name} keeps the contract of account stores:`, () => {
    let store: AccountStore;

    beforeEach(async () => {
      store = await open();
    });

    it('an account that was created is found with all its members', async () => {
      const created = account('alice', { role: 'userplus', userID: 1000, groupID: 1001, projectID: 7 });
      await store.createAccount(created);
      expect(await store.getAccount('alice')).toEqual(created);
      expect((await store.lookup('alice')).account).toEqual(created);
    });

    it('an account that is not there is undefined', async () => {
      expect(await store.getAccount('nobody')).toBeUndefined();
      expect(await store.getAccount('__proto__')).toBeUndefined();
      expect(await store.lookup('nobody')).toEqual({ account: undefined, cacheHit: false });
    });

    it('an account that was looked for in vain is found once it is created', async () => {
      await store.getAccount('alice');
      await store.createAccount(account('alice'));
      expect(await store.getAccount('alice')).toEqual(account('alice'));
    });

    it('a second account with the same access key is refused and changes nothing', async () => {
      await store.createAccount(account('alice'));
      await expect(store.createAccount(account('alice', { role: 'admin' }))).rejects.toEqual(
        error('XAdminUserExists'),
      );
      expect(await store.getAccount('alice')).toEqual(account('alice'));
    });

    it('an update changes the members that it names and no other', async () => {
      await store.createAccount(account('alice', { userID: 5 }));
      await store.getAccount('alice');
      await store.updateAccount('alice', {
        secret: 'new',
        role: 'admin',
        userID: undefined,
        groupID: 0,
        projectID: 3,
      });
      expect(await store.getAccount('alice')).toEqual(
        account('alice', { secret: 'new', role: 'admin', userID: 5, projectID: 3 }),
      );
    });

    it('a deleted account is gone', async () => {
      await store.createAccount(account('alice'));
      await store.getAccount('alice');
      await store.deleteAccount('alice');
      expect(await store.getAccount('alice')).toBeUndefined();
      expect(await store.listAccounts()).toEqual([]);
    });

    it('updates and deletes of an account that is not there are refused', async () => {
      await expect(store.updateAccount('nobody', { secret: 'x' })).rejects.toEqual(
        error('XAdminUserNotFound'),
      );
      await expect(store.deleteAccount('nobody')).rejects.toEqual(error('XAdminUserNotFound'));
    });

    it('accounts are listed in order of access key', async () => {
      for (const access of ['b', '__proto__', 'a', 'B', '10', '9'])
        await store.createAccount(account(access));
      const listed = await store.listAccounts();
      expect(listed.map(({ access }) => access)).toEqual(['10', '9', 'B', '__proto__', 'a', 'b']);
      expect(await store.getAccount('__proto__')).toEqual(account('__proto__'));
    });

    it('changes that are made at once are all kept', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `user-${index}`);
      await Promise.all(names.map((access) => store.createAccount(account(access))));
      expect((await store.listAccounts()).map(({ access }) => access)).toEqual(names.toSorted());
    });

    it('of accounts with one access key that are created at once exactly one is kept', async () => {
      const outcomes = await Promise.allSettled(
        [1, 2, 3, 4].map((userID) => store.createAccount(account('a', { userID }))),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store.listAccounts()).toHaveLength(1);
    });
  });
}
