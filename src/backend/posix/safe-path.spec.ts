import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Error } from '../../errors/s3.error.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { assertNoEscape, objectPath } from './safe-path.js';

const codeOf = (key: string): string => {
  try {
    return objectPath('/root/bucket', key);
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
};

describe('objectPath', () => {
  it.each([
    ['key', '/root/bucket/key'],
    ['a/b/c', '/root/bucket/a/b/c'],
    ['folder/', '/root/bucket/folder'],
    ['...', '/root/bucket/...'],
    ['a/.sgwtmp', '/root/bucket/a/.sgwtmp'],
    ['100%/+ä😀', '/root/bucket/100%/+ä😀'],
    [`${'x'.repeat(255)}`, `/root/bucket/${'x'.repeat(255)}`],
  ])('leads %j into the bucket', (key, path) => {
    expect(objectPath('/root/bucket', key)).toBe(path);
  });

  it.each([
    '/',
    '//',
    '/a',
    'a//b',
    'a//',
    '.',
    '..',
    '../x',
    'a/../../b',
    'a/..',
    './a',
    'a/./b',
    'a\0b',
    '.sgwtmp',
    '.sgwtmp/x',
  ])('refuses %j', (key) => {
    expect(codeOf(key)).toBe('InvalidArgument');
  });

  it('refuses a segment that is too long in bytes', () => {
    expect(codeOf('x'.repeat(256))).toBe('KeyTooLongError');
    expect(codeOf(`a/${'ä'.repeat(128)}/b`)).toBe('KeyTooLongError');
  });

  it('says which segment is not allowed, and why', () => {
    expect(() => objectPath('/root/bucket', 'a/../b')).toThrow("segment '..' is not allowed");
  });
});

describe('assertNoEscape', () => {
  const calls = new SyncFileCalls();
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'glassgate-path-'));
    await mkdir(join(root, 'bucket', 'inside', 'deep'), { recursive: true });
    await mkdir(join(root, 'bucket', '.sgwtmp', 'meta'), { recursive: true });
    await mkdir(join(root, 'outside'));
    await symlink(join(root, 'outside'), join(root, 'bucket', 'out'));
    await symlink('inside', join(root, 'bucket', 'in'));
    await symlink('.sgwtmp/meta', join(root, 'bucket', 'hidden'));
    await symlink('.sgwtmp', join(root, 'bucket', 'temporary'));
    await symlink('nothing', join(root, 'bucket', 'nowhere'));
    await symlink('circle', join(root, 'bucket', 'circle'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const check = (path: string, last = false): Promise<void> =>
    assertNoEscape(calls, join(root, 'bucket'), join(root, 'bucket', path), last);

  it('lets plain directories, links inside the bucket and missing parents pass', async () => {
    for (const path of ['inside/deep/key', 'in/deep/key', 'missing/deep/key']) {
      await expect(check(path)).resolves.toBeUndefined();
    }
  });

  it('refuses links that lead out of the bucket or into its temporary folder', async () => {
    await expect(check('out/key')).rejects.toMatchObject({ code: 'AccessDenied' });
    for (const link of ['hidden', 'temporary']) {
      await expect(check(`${link}/key`)).rejects.toMatchObject({ code: 'AccessDenied' });
    }
    await expect(check('out', true)).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  it('refuses links that lead nowhere or in a circle as parents', async () => {
    for (const link of ['nowhere', 'circle']) {
      await expect(check(`${link}/key`)).rejects.toMatchObject({ code: 'AccessDenied' });
    }
  });

  it('leaves the last component alone unless it is asked for', async () => {
    await expect(check('out')).resolves.toBeUndefined();
    await expect(check('in', true)).resolves.toBeUndefined();
  });
});
