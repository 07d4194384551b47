import { Module } from '@nestjs/common';
import { IamConfig } from '../config/iam.config.js';
import { AccountStore } from './account-store.js';
import { CachingAccountStore } from './caching.account-store.js';
import { FileAccountStore } from './stores/file.account-store.js';
import { SingleAccountStore } from './stores/single.account-store.js';

/** The store that the configuration asks for. The single store holds nothing to cache. */
export function createAccountStore(config: IamConfig): AccountStore {
  if (config.dir === undefined) return new SingleAccountStore();
  const store = new FileAccountStore(config.dir);
  if (config.cacheDisable) return store;
  return new CachingAccountStore(store, { ttl: config.cacheTtl * 1000, prune: config.cachePrune * 1000 });
}

@Module({
  providers: [{ provide: AccountStore, inject: [IamConfig], useFactory: createAccountStore }],
  exports: [AccountStore],
})
export class IamModule {}
