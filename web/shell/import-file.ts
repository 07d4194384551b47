import { ApiError, fetchJson } from '../api/client.js';
import { navigate } from '../router.js';

/** Bytes. The gateway has a limit too; this one saves the way. */
const MAX_FILE = 32 * 1024 * 1024;

/**
 * Stores the traces of a file of Jaeger or OTLP JSON, and opens the first.
 * @returns what to say of it
 */
export async function importFile(file: File): Promise<string> {
  if (file.size > MAX_FILE) return `${file.name} is larger than 32 MiB.`;
  try {
    const { traces } = await fetchJson<{ traces: readonly string[] }>('/api/import', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: file,
    });
    const [first] = traces;
    if (first === undefined) return `${file.name} has no traces.`;
    navigate(`/trace/${first}`);
    return traces.length === 1
      ? `Imported one trace of ${file.name}.`
      : `Imported ${traces.length} traces of ${file.name}.`;
  } catch (error) {
    return `${file.name}: ${error instanceof ApiError ? error.message : String(error)}`;
  }
}
