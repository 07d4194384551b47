import { MemoryBackend } from '../../src/backend/memory/memory.backend.js';
import { describeBackendContract } from './backend.contract.js';

describeBackendContract('memory', async () => ({ backend: new MemoryBackend(), close: async () => {} }));
