import { readSettings, type RootCredentials, type SettingsRequest } from '../config/settings.reader.js';
import type { Settings } from '../config/settings.js';
import { reloadOnSignal } from './reload-on-signal.js';
import { startMessage } from './start-message.js';
import { stopOnSignal } from './stop-on-signal.js';

/** The settings, and the root credentials if this start supplied them. */
function settle({ credentials, ...request }: SettingsRequest): [Settings, RootCredentials | undefined] {
  let supplied: RootCredentials | undefined;
  const supply = credentials && ((): RootCredentials => (supplied = credentials()));
  return [readSettings({ ...request, ...(supply && { credentials: supply }) }), supplied];
}

/**
 * Starts a gateway that runs until SIGTERM or SIGINT; SIGHUP lets it read certificates and open log files anew.
 * @throws SettingsError before anything is started
 * @throws NodeJS.ErrnoException of `listen`, such as EADDRINUSE
 */
export async function serve(request: SettingsRequest): Promise<void> {
  const [settings, supplied] = settle(request);
  const { createApplication } = await import('../application.js');
  const application = await createApplication(settings);
  stopOnSignal(application, settings.server.shutdownTimeout);
  reloadOnSignal(application);
  const urls = await application.listen();
  process.stdout.write(startMessage(settings, urls, { supplied, consoleUrl: application.consoleUrl }));
}
