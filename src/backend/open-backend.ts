import type { BackendSettings } from '../config/settings.js';
import type { Backend } from './backend.js';
import { MemoryBackend } from './memory/memory.backend.js';
import { PosixBackend } from './posix/posix.backend.js';
import { wrapBackend } from './wrappers/compose.js';
import { ReadOnlyBackend } from './wrappers/read-only.backend.js';
import { TracedBackend } from './wrappers/traced.backend.js';

/** Opens the storage that the settings name, wrapped outermost first. @throws Error when it cannot be used */
export async function openBackend(settings: BackendSettings, { readOnly = false } = {}): Promise<Backend> {
  const driver = settings.kind === 'posix' ? await PosixBackend.open(settings.posix) : new MemoryBackend();
  return wrapBackend(driver, [
    (inner) => new TracedBackend(inner),
    ...(readOnly ? [(inner: Backend) => new ReadOnlyBackend(inner)] : []),
  ]);
}
