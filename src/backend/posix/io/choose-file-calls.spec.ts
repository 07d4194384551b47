import { tmpdir } from 'node:os';
import { AsyncFileCalls } from './async-file-calls.js';
import { chooseFileCalls, isLocalFileSystem } from './choose-file-calls.js';
import { SyncFileCalls } from './sync-file-calls.js';

describe('chooseFileCalls', () => {
  it('follows the setting', () => {
    expect(chooseFileCalls('sync', '/proc')).toBeInstanceOf(SyncFileCalls);
    expect(chooseFileCalls('async', tmpdir())).toBeInstanceOf(AsyncFileCalls);
  });

  it('looks at the file system in auto', () => {
    expect(chooseFileCalls('auto', '/proc')).toBeInstanceOf(AsyncFileCalls);
    expect(() => chooseFileCalls('auto', '/nonexistent')).toThrow(/ENOENT/);
  });

  it.each([
    ['ext4', 0xef53, true],
    ['xfs', 0x58465342, true],
    ['btrfs as a signed number', 0x9123683e | 0, true],
    ['tmpfs', 0x01021994, true],
    ['NFS', 0x6969, false],
    ['CIFS', 0xff534d42, false],
    ['FUSE', 0x65735546, false],
    ['Lustre', 0x0bd00bd0, false],
    ['CephFS', 0x00c36400, false],
    ['something new', 0x12345678, false],
  ])('knows whether %s is local', (_name, type, local) => {
    expect(isLocalFileSystem(type)).toBe(local);
  });
});
