import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IamConfig } from '../config/iam.config.js';
import type { Account } from '../iam/account.js';
import { FileAccountStore } from '../iam/stores/file.account-store.js';
import { AccountDirectory } from './account-directory.js';

const ordinary = (access: string): Account => ({
  access,
  secret: 'of the store',
  role: 'user',
  userID: 1,
  groupID: 2,
  projectID: 3,
});

describe('AccountDirectory', () => {
  let dir: string;
  let directory: AccountDirectory;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'accounts-'));
    const store = new FileAccountStore(dir);
    await store.createAccount(ordinary('alice'));
    await store.createAccount(ordinary('root'));
    const config = Object.assign(new IamConfig(), { rootAccess: 'root', rootSecret: 'of the configuration' });
    directory = new AccountDirectory(config, store);
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('finds root in the configuration before anyone in the store', async () => {
    const found = await directory.find('root');
    expect(found).toMatchObject({
      isRoot: true,
      account: { access: 'root', secret: 'of the configuration' },
    });
  });

  it('hands out the same root account each time, so that its signing keys are kept', async () => {
    expect((await directory.find('root'))?.account).toBe((await directory.find('root'))?.account);
  });

  it('finds the accounts of the store, who are never root', async () => {
    expect(await directory.find('alice')).toEqual({ account: ordinary('alice'), isRoot: false });
  });

  it('finds nobody under an unknown access key', async () => {
    expect(await directory.find('nobody')).toBeUndefined();
  });
});
