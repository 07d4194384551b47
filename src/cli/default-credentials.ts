import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../config/settings.error.js';
import type { RootCredentials } from '../config/settings.reader.js';

/** 32 characters, so that five bits of a random byte choose one without bias. */
const ACCESS_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Names that begin with a dot are no buckets. */
export const credentialsFile = (root: string): string => join(root, '.glassgate', 'credentials.json');

function makeCredentials(): RootCredentials {
  const access = Array.from(randomBytes(20), (byte) => ACCESS_ALPHABET[byte & 31]).join('');
  return { access, secret: randomBytes(20).toString('hex') };
}

function readCredentials(file: string): RootCredentials {
  const { access, secret } = JSON.parse(readFileSync(file, 'utf8')) as Partial<RootCredentials>;
  if (typeof access !== 'string' || typeof secret !== 'string') throw new Error('keys are missing');
  return { access, secret };
}

/**
 * The root credentials of a directory: made at random the first time (20 and 40 characters) and kept in
 * `.glassgate/credentials.json` with mode 0600, which makes the same ones answer at every start.
 * @throws SettingsError when the file can be neither made nor read; the message names the file and no key
 */
export function defaultCredentials(root: string): RootCredentials {
  const file = credentialsFile(root);
  const made = makeCredentials();
  try {
    mkdirSync(join(root, '.glassgate'), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, error);
  }
  try {
    return readCredentials(file);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): SettingsError {
  const reason = (error as NodeJS.ErrnoException).code ?? 'it does not hold an access and a secret key';
  return new SettingsError([`the root credentials in ${file} cannot be used: ${reason}`]);
}
