import type { Application } from '../application.js';

/** Milliseconds beyond the time for requests: the last audit entries and spans are sent after the last request. */
const FLUSH_TIME = 10_000;

/**
 * SIGTERM and SIGINT let requests in flight finish for `timeout` milliseconds, then end the process with code 0, or with
 * code 1 where something did not come to its end. A second signal ends it at once, with code 1.
 */
export function stopOnSignal(application: Pick<Application, 'close'>, timeout: number): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), timeout + FLUSH_TIME).unref();
    application.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`glassgate: stopping failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
