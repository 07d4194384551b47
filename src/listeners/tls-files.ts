import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What a TLS server is made with, and given anew when the files have changed. */
export type TlsPair = Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion'>;

/** @throws Error when a file cannot be read, is no PEM, or the key is not that of the certificate */
export async function readTlsFiles({ cert, key }: TlsFiles): Promise<TlsPair> {
  const pair: TlsPair = {
    cert: await readFile(cert),
    key: await readFile(key),
    minVersion: 'TLSv1.2',
  };
  createSecureContext(pair);
  return pair;
}
