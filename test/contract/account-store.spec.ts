import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachingAccountStore } from '../../src/iam/caching.account-store.js';
import { FileAccountStore } from '../../src/iam/stores/file.account-store.js';
import { describeAccountStore } from './account-store.contract.js';

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function openFileStore(): Promise<FileAccountStore> {
  const directory = await mkdtemp(join(tmpdir(), 'glassgate-iam-'));
  cleanUps.push(() => rm(directory, { recursive: true }));
  return new FileAccountStore(directory);
}

describeAccountStore('the file store', openFileStore);

describeAccountStore('the cached file store', async () => {
  const store = new CachingAccountStore(await openFileStore(), { ttl: 120_000, prune: 3_600_000 });
  cleanUps.push(() => store.onModuleDestroy());
  return store;
});
