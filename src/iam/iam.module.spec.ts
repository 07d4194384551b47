import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { IamConfig } from '../config/iam.config.js';
import { AccountStore } from './account-store.js';
import { CachingAccountStore } from './caching.account-store.js';
import { IamModule } from './iam.module.js';
import { FileAccountStore } from './stores/file.account-store.js';
import { SingleAccountStore } from './stores/single.account-store.js';

async function storeFor(settings: Partial<IamConfig>): Promise<AccountStore> {
  const config = Object.assign(new IamConfig(), settings);
  @Module({ providers: [{ provide: IamConfig, useValue: config }], exports: [IamConfig] })
  class Settings {}
  const module = await Test.createTestingModule({
    imports: [{ module: Settings, global: true }, IamModule],
  }).compile();
  const store = module.get(AccountStore);
  await module.close();
  return store;
}

describe('IamModule', () => {
  it('provides the root account alone without a directory', async () => {
    expect(await storeFor({})).toBeInstanceOf(SingleAccountStore);
  });

  it('provides a cached file store for a directory', async () => {
    const store = await storeFor({ dir: '/nowhere' });
    expect(store).toBeInstanceOf(CachingAccountStore);
    expect(store.type).toBe('file');
  });

  it('provides the bare file store when the cache is off', async () => {
    expect(await storeFor({ dir: '/nowhere', cacheDisable: true })).toBeInstanceOf(FileAccountStore);
  });
});
