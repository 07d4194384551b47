import { SettingsError } from '../../config/settings.error.js';

/** What kept a thread from starting, as it crosses threads. */
export interface StartProblem {
  readonly name: string;
  readonly message: string;
}

export function startProblem(error: unknown): StartProblem {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}

/** The error again, of the kind that it was. */
export function errorOf({ name, message }: StartProblem): Error {
  if (name === 'SettingsError') return new SettingsError([message]);
  return name === 'TypeError' ? new TypeError(message) : new Error(message);
}
