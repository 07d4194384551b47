import { SingleAccountStore } from './single.account-store.js';

describe('SingleAccountStore', () => {
  const store = new SingleAccountStore();

  it('knows no account', async () => {
    expect(await store.lookup('root')).toEqual({ account: undefined, cacheHit: false });
  });

  it.each(['createAccount', 'updateAccount', 'deleteAccount', 'listAccounts'] as const)(
    'does not support %s',
    async (name) => {
      await expect(store[name]()).rejects.toEqual(
        expect.objectContaining({ code: 'XAdminMethodNotSupported' }),
      );
    },
  );
});
