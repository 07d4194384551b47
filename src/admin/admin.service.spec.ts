import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANONYMOUS, type Caller } from '../auth/caller.js';
import type { Backend } from '../backend/backend.js';
// oxlint-disable-next-line no-restricted-imports -- a port needs some driver behind it to be tried
import { MemoryBackend } from '../backend/memory/memory.backend.js';
import { IamConfig } from '../config/iam.config.js';
import type { Account, Role } from '../iam/account.js';
import { FileAccountStore } from '../iam/stores/file.account-store.js';
import { SingleAccountStore } from '../iam/stores/single.account-store.js';
import { AdminService } from './admin.service.js';

const account = (access: string, role: Role = 'user'): Account => ({
  access,
  secret: 'secret',
  role,
  userID: 0,
  groupID: 0,
  projectID: 0,
});
const caller = (role: Role): Caller => ({
  method: 'sigv4-header',
  account: account(role, role),
  isRoot: false,
});
const ROOT: Caller = { method: 'sigv4-header', account: account('ROOT', 'admin'), isRoot: true };
const error = (code: string): unknown => expect.objectContaining({ code });

describe('AdminService', () => {
  let directory: string;
  let backend: Backend;
  let service: AdminService;
  const config = Object.assign(new IamConfig(), { rootAccess: 'ROOT', rootSecret: 'secret' });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-admin-'));
    backend = new MemoryBackend();
    service = new AdminService(new FileAccountStore(directory), backend, config);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('lets root and admins manage accounts', async () => {
    await service.createUser(ROOT, account('alice'));
    await service.createUser(caller('admin'), account('bob'));
    await service.updateUser(ROOT, 'alice', { role: 'userplus' });
    await service.deleteUser(caller('admin'), 'bob');
    expect(await service.listUsers(ROOT)).toEqual([account('alice', 'userplus')]);
  });

  it.each([
    ['an anonymous caller', ANONYMOUS],
    ['a user', caller('user')],
    ['a userplus', caller('userplus')],
  ])('refuses everything to %s', async (_name, stranger) => {
    await service.createUser(ROOT, account('alice'));
    await backend.createBucket({ bucket: 'bucket', owner: '' });
    const calls = [
      service.createUser(stranger, account('eve', 'admin')),
      service.updateUser(stranger, 'alice', { role: 'admin' }),
      service.deleteUser(stranger, 'alice'),
      service.listUsers(stranger),
      service.listBuckets(stranger),
      service.changeBucketOwner(stranger, 'bucket', 'alice'),
      service.createBucket(stranger, { bucket: 'mine', owner: 'alice' }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toEqual({ status: 'rejected', reason: error('XAdminAccessDenied') });
    }
    expect(await service.listUsers(ROOT)).toEqual([account('alice')]);
    expect(await service.listBuckets(ROOT)).toEqual([{ name: 'bucket', owner: 'ROOT' }]);
  });

  it('keeps the root account out of reach', async () => {
    await expect(service.createUser(ROOT, account('ROOT'))).rejects.toEqual(error('XAdminUserExists'));
    await expect(service.updateUser(ROOT, 'ROOT', { secret: 'x' })).rejects.toEqual(
      error('XAdminUserNotFound'),
    );
    await expect(service.deleteUser(ROOT, 'ROOT')).rejects.toEqual(error('XAdminUserNotFound'));
  });

  it.each(['', 'a/b', 'a,b', 'a=b', 'a b', 'ü', 'a\n', 'x'.repeat(129)])(
    'refuses the access key %p',
    async (access) => {
      await expect(service.createUser(ROOT, account(access))).rejects.toEqual(error('XAdminInvalidRequest'));
    },
  );

  it('lists every bucket beyond one page, root by its access key', async () => {
    await service.createUser(ROOT, account('alice'));
    const names = Array.from({ length: 1001 }, (_, index) => `bucket-${String(index).padStart(4, '0')}`);
    for (const bucket of names) await backend.createBucket({ bucket, owner: '' });
    await service.createBucket(ROOT, { bucket: 'zzz', owner: 'alice' });
    const listed = await service.listBuckets(ROOT);
    expect(listed.map(({ name }) => name)).toEqual([...names, 'zzz']);
    expect([listed[0]?.owner, listed.at(-1)?.owner]).toEqual(['ROOT', 'alice']);
  });

  it('gives a bucket away without the policy and the ACL of its owner, and back to root', async () => {
    await service.createUser(ROOT, account('alice'));
    await service.createBucket(ROOT, { bucket: 'bucket', owner: 'ROOT' });
    for (const name of ['policy', 'acl', 'tagging'] as const)
      await backend.writeBucketDocument('bucket', name, '{}');
    await service.changeBucketOwner(ROOT, 'bucket', 'alice');
    expect((await backend.headBucket('bucket')).owner).toBe('alice');
    expect(await backend.readBucketDocument('bucket', 'policy')).toBeUndefined();
    expect(await backend.readBucketDocument('bucket', 'acl')).toBeUndefined();
    expect(await backend.readBucketDocument('bucket', 'tagging')).toBe('{}');
    await service.changeBucketOwner(ROOT, 'bucket', 'ROOT');
    expect((await backend.headBucket('bucket')).owner).toBe('');
  });

  it('refuses owners, buckets and names that are not there', async () => {
    await expect(service.createBucket(ROOT, { bucket: 'mine', owner: 'nobody' })).rejects.toEqual(
      error('XAdminUserNotFound'),
    );
    await backend.createBucket({ bucket: 'bucket', owner: '' });
    await expect(service.changeBucketOwner(ROOT, 'bucket', 'nobody')).rejects.toEqual(
      error('XAdminUserNotFound'),
    );
    await expect(service.changeBucketOwner(ROOT, 'absent', 'ROOT')).rejects.toEqual(error('NoSuchBucket'));
    await expect(service.changeBucketOwner(ROOT, '../etc', 'ROOT')).rejects.toEqual(
      error('InvalidBucketName'),
    );
  });

  it('says that accounts cannot be managed when there is no store', async () => {
    const single = new AdminService(new SingleAccountStore(), backend, config);
    await expect(single.createUser(ROOT, account('alice'))).rejects.toEqual(
      error('XAdminMethodNotSupported'),
    );
    await expect(single.listUsers(caller('user'))).rejects.toEqual(error('XAdminAccessDenied'));
  });
});
