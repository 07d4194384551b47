import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Account } from '../../iam/account.js';

/** Days (of presigned URLs, mostly) whose keys are kept per account. */
const KEYS_PER_ACCOUNT = 8;

/** Goes with the account object: no secret is a key, and a changed account, which is a new object, starts afresh. */
const keys = new WeakMap<Pick<Account, 'secret'>, Map<string, Buffer>>();

export function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Four HMACs. `date` is `20130524`. Source: SigV4, "Derive a signing key". */
export function deriveSigningKey(secret: string, date: string, region: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), 's3'), 'aws4_request');
}

/** `deriveSigningKey`, remembered. */
export function signingKey(account: Pick<Account, 'secret'>, date: string, region: string): Buffer {
  let known = keys.get(account);
  if (!known) keys.set(account, (known = new Map()));
  const name = `${date}/${region}`;
  let key = known.get(name);
  if (!key) {
    if (known.size >= KEYS_PER_ACCOUNT) known.clear();
    known.set(name, (key = deriveSigningKey(account.secret, date, region)));
  }
  return key;
}

/** `text` is one character per byte (latin1), as the canonical request is. */
export function stringToSign(timestamp: string, scope: string, text: string): string {
  return `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', Buffer.from(text, 'latin1'), 'hex')}`;
}

/** Compares in constant time; anything but 64 hex digits is no signature. */
export function sameSignature(expected: Buffer, provided: string): boolean {
  const bytes = Buffer.from(provided, 'hex');
  return provided.length === 64 && bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
