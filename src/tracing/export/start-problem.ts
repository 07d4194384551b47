import { SettingsError } from '../../config/settings.error.js';

/** What kept a thread from starting, as it crosses threads. */
export interface StartProblem {
  readonly name: string;
  readonly message: string;
  /** Where a call of the system has failed: what Node says of it. */
  readonly system: Readonly<Record<string, string | number>>;
}

/** Source: Node.js, `SystemError`. */
const SYSTEM_FIELDS = ['code', 'syscall', 'address', 'port', 'path'];

export function startProblem(error: unknown): StartProblem {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const fields = SYSTEM_FIELDS.map((field) => [field, Reflect.get(Object(error), field) as unknown]);
  const told = fields.filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  const system = Object.fromEntries(told) as StartProblem['system'];
  return { name, message, system };
}

/** The error again, of the kind that it was. */
export function errorOf({ name, message, system }: StartProblem): Error {
  if (name === 'SettingsError') return new SettingsError([message]);
  return Object.assign(name === 'TypeError' ? new TypeError(message) : new Error(message), system);
}
