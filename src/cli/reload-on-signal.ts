import type { Application } from '../application.js';

/** SIGHUP: certificates are read and log files are opened anew. What fails is in the log and ends nothing. */
export function reloadOnSignal(application: Pick<Application, 'reload'>): void {
  process.on('SIGHUP', () => {
    application.reload().catch((error: unknown) => {
      process.stderr.write(`glassgate: reloading failed: ${String(error)}\n`);
    });
  });
}
