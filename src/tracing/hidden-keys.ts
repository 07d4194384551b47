import type { AttributeValue, Exception } from '@opentelemetry/api';
import { S3_ERRORS } from '../errors/s3-error.codes.js';
import { areKeysHidden, shownKey, withoutKeys } from './object-keys.js';

/** Hold a key, or the beginning of one. */
const KEYS: ReadonlySet<string> = new Set(['s3.key', 'posix.object', 'posix.dir']);

/** The only texts of errors that surely name no object: others quote requests and paths. */
const PLAIN_MESSAGES: ReadonlySet<string> = new Set(Object.values(S3_ERRORS).map(({ message }) => message));

/** What an attribute shows where keys are not shown in full; `undefined`: it is left out. */
export function withoutKey(name: string, value: AttributeValue): AttributeValue {
  if (KEYS.has(name)) return shownKey(String(value));
  return name === 'url.query' ? withoutKeys(String(value)) : value;
}

/** The text of a status, unless it may name an object and keys are hidden. */
export function shownMessage(message: string): string | undefined {
  return !areKeysHidden() || PLAIN_MESSAGES.has(message) ? message : undefined;
}

/** An error; where keys are hidden by its kind and the places in the code, its text only where that is one of the table. */
export function shownException(exception: Exception): Exception {
  if (!areKeysHidden()) return exception;
  if (typeof exception === 'string') return { name: 'Error', message: '' };
  const { code, name = 'Error', message = '', stack = '' } = exception;
  if (PLAIN_MESSAGES.has(message)) return { code, name, message, stack } as Exception;
  // A message may have lines that look like places: what follows it is surely the engine's.
  const at = stack.indexOf(message);
  const places = at < 0 ? '' : stack.slice(at + message.length);
  return { code, name, message: '', stack: places === '' ? undefined : `${name}${places}` } as Exception;
}
