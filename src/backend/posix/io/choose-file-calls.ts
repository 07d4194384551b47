import { statfsSync } from 'node:fs';
import type { PosixConfig } from '../../../config/posix.config.js';
import { AsyncFileCalls } from './async-file-calls.js';
import type { FileCalls } from './file-calls.js';
import { SyncFileCalls } from './sync-file-calls.js';

/** `f_type` of file systems whose calls end when the local kernel is done. Source: statfs(2), linux/magic.h. */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x2fc12fc1, // zfs
  0x794c7630, // overlay
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
  0x3153464a, // jfs
  0x52654973, // reiserfs
  0x4d44, // vfat
  0x2011bab0, // exfat
]);

/**
 * The calls for files under `root`. `auto` waits for the kernel on local disks, and leaves the event loop free on
 * everything that may hang on a network or another process (NFS, CIFS, FUSE, Lustre, CephFS, 9p) or is not known.
 */
export function chooseFileCalls(mode: PosixConfig['fileCalls'], root: string): FileCalls {
  if (mode === 'sync') return new SyncFileCalls();
  if (mode === 'async') return new AsyncFileCalls();
  return isLocalFileSystem(statfsSync(root).type) ? new SyncFileCalls() : new AsyncFileCalls();
}

/** Some architectures give `f_type` as a signed number. */
export function isLocalFileSystem(type: number): boolean {
  return process.platform === 'linux' && LOCAL_FILE_SYSTEMS.has(type >>> 0);
}
