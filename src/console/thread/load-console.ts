import type { Settings } from '../../config/settings.js';
import type { ConsoleThread } from './console-thread.js';

/** The console, if there is to be one; else nothing of it is loaded. @throws Error EADDRINUSE, EACCES… */
export async function loadConsole(settings: Settings): Promise<ConsoleThread | undefined> {
  if (settings.console.port.length === 0) return undefined;
  const { ConsoleThread: Loaded } = await import('./console-thread.js');
  return Loaded.start(settings);
}
