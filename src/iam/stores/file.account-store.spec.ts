import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../account.js';
import { FileAccountStore } from './file.account-store.js';

const ALICE: Account = {
  access: 'alice',
  secret: 's3cret',
  role: 'user',
  userID: 1,
  groupID: 2,
  projectID: 3,
};

describe('FileAccountStore', () => {
  let directory: string;
  let path: string;
  let store: FileAccountStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-iam-'));
    path = join(directory, 'users.json');
    store = new FileAccountStore(directory);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('writes the format of versitygw, readable by the owner only', async () => {
    await store.createAccount(ALICE);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ accessAccounts: { alice: ALICE } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps the content before the last change in a backup, and leaves no other file behind', async () => {
    await store.createAccount(ALICE);
    const before = await readFile(path, 'utf8');
    await store.deleteAccount('alice');
    expect(await readFile(`${path}.backup`, 'utf8')).toBe(before);
    expect((await stat(`${path}.backup`)).mode & 0o777).toBe(0o600);
    expect((await readdir(directory)).toSorted()).toEqual(['users.json', 'users.json.backup']);
  });

  it('leaves the file and no temporary one when a change is refused', async () => {
    await store.createAccount(ALICE);
    const before = await stat(path);
    await expect(store.createAccount(ALICE)).rejects.toThrow('already exists');
    expect((await stat(path)).ino).toBe(before.ino);
    expect(await readdir(directory)).toEqual(['users.json']);
  });

  it('reads accounts of older files, whose ids may be absent, and keeps members that it does not know', async () => {
    const old = { access: 'old', secret: 'x', role: 'admin', note: 'kept' };
    await writeFile(path, JSON.stringify({ accessAccounts: { old } }));
    expect(await store.getAccount('old')).toMatchObject({
      role: 'admin',
      userID: 0,
      groupID: 0,
      projectID: 0,
    });
    await store.updateAccount('old', { userID: 9 });
    expect(await readFile(path, 'utf8')).toContain('"note":"kept"');
  });

  it('sees what another process wrote, also with the same size and time', async () => {
    const text = (secret: string): string =>
      JSON.stringify({ accessAccounts: { alice: { ...ALICE, secret } } });
    const time = new Date(1_700_000_000_000);
    await writeFile(path, text('first'));
    await utimes(path, time, time);
    expect((await store.getAccount('alice'))?.secret).toBe('first');
    await writeFile(`${path}.new`, text('other'));
    await utimes(`${path}.new`, time, time);
    await rename(`${path}.new`, path);
    expect((await store.getAccount('alice'))?.secret).toBe('other');
    await rm(path);
    expect(await store.getAccount('alice')).toBeUndefined();
  });

  it('gives back the same object while the file does not change', async () => {
    await store.createAccount(ALICE);
    expect(await store.getAccount('alice')).toBe(await store.getAccount('alice'));
  });

  it('loses no change when several stores of one directory write at once', async () => {
    const stores = [store, new FileAccountStore(directory), new FileAccountStore(directory)];
    const changes = stores.flatMap((writer, index) =>
      ['a', 'b', 'c'].map((name) => writer.createAccount({ ...ALICE, access: `${name}${index}` })),
    );
    await Promise.all(changes);
    expect(await store.listAccounts()).toHaveLength(9);
  });

  it.each([
    ['text that is not JSON', `{"accessAccounts": {"alice": {"secret": "s3cret"`],
    ['an empty file', ''],
    ['another document', '[]'],
    ['accounts that are a list', '{"accessAccounts": []}'],
    ['an account without a secret', '{"accessAccounts": {"alice": {"role": "user"}}}'],
    ['an unknown role', '{"accessAccounts": {"alice": {"secret": "s3cret", "role": "king"}}}'],
    [
      'an id that is no integer',
      '{"accessAccounts": {"alice": {"secret": "s3cret", "role": "user", "userID": "1"}}}',
    ],
  ])('refuses %s by the name of the file, without secrets, and never overwrites it', async (_name, text) => {
    await writeFile(path, text);
    const failure: unknown = await store.getAccount('alice').catch((error: unknown) => error);
    expect(String(failure)).toContain(`${path} is not a valid account file`);
    expect((failure as Error).stack).not.toContain('s3cret');
    await expect(store.createAccount({ ...ALICE, access: 'bob' })).rejects.toThrow(
      'not a valid account file',
    );
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
