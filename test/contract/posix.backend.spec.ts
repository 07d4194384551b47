import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PosixBackend } from '../../src/backend/posix/posix.backend.js';
import { PosixConfig } from '../../src/config/posix.config.js';
import { describeBackendContract } from './backend.contract.js';
import type { OpenedBackend } from './contract-subject.js';

async function open(directory: string, options: Partial<PosixConfig>): Promise<OpenedBackend> {
  const base = await mkdtemp(join(directory, 'glassgate-contract-'));
  const root = await mkdtemp(join(base, 'root-'));
  const sidecar = await mkdtemp(join(base, 'sidecar-'));
  const backend = await PosixBackend.open(
    Object.assign(new PosixConfig(), { root, sidecar, durability: 'none' }, options),
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
describeBackendContract('posix without metadata', () => open(MEMORY_DISK, { metadata: 'none' }));
