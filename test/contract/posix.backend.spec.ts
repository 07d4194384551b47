import { mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { FileCalls } from '../../src/backend/posix/io/file-calls.js';
import { SyncFileCalls } from '../../src/backend/posix/io/sync-file-calls.js';
import { systemError } from '../../src/backend/posix/io/system-error.js';
import { PosixBackend } from '../../src/backend/posix/posix.backend.js';
import { PosixConfig } from '../../src/config/posix.config.js';
import { describeBackendContract } from './backend.contract.js';
import type { OpenedBackend } from './contract-subject.js';

/** A file system that has no hard links. */
class NoHardLinks extends SyncFileCalls {
  override link(_from: string, to: string): void {
    throw systemError(constants.errno.EPERM, 'link', to);
  }
}

async function open(
  directory: string,
  options: Partial<PosixConfig>,
  calls?: FileCalls,
): Promise<OpenedBackend> {
  const base = await mkdtemp(join(directory, 'glassgate-contract-'));
  const root = await mkdtemp(join(base, 'root-'));
  const sidecar = await mkdtemp(join(base, 'sidecar-'));
  const backend = await PosixBackend.open(
    Object.assign(new PosixConfig(), { root, sidecar, durability: 'none' }, options),
    calls && { calls },
  );
  return { backend, close: () => rm(base, { recursive: true }) };
}

const MEMORY_DISK = '/dev/shm';
const DISK = '/tmp';

describeBackendContract('posix with extended attributes', () => open(DISK, { durability: 'file' }));
describeBackendContract('posix with asynchronous calls', () => open(MEMORY_DISK, { fileCalls: 'async' }));
describeBackendContract('posix with a sidecar directory', () => open(MEMORY_DISK, { metadata: 'sidecar' }));
describeBackendContract('posix without O_TMPFILE', () =>
  open(MEMORY_DISK, { disableOtmp: true, fileCalls: 'sync' }),
);
describeBackendContract('posix without hard links', () =>
  open(MEMORY_DISK, { disableOtmp: true }, new NoHardLinks()),
);
describeBackendContract('posix without metadata', () => open(MEMORY_DISK, { metadata: 'none' }));

describe.each(['xattr', 'sidecar'] as const)('with metadata store %s', (metadata) => {
  describeBackendContract('posix with versions on another file system', async () => {
    const versioningDir = await mkdtemp(join(MEMORY_DISK, 'glassgate-versions-'));
    const opened = await open(DISK, { metadata, versioningDir });
    const close = async (): Promise<void> => {
      await opened.close();
      await rm(versioningDir, { recursive: true });
    };
    return { backend: opened.backend, close };
  });
});
