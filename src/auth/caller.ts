import type { Account } from '../iam/account.js';

/** `auth.method` of the spans. */
export type AuthMethod = 'anonymous' | 'sigv4-header' | 'sigv4-query' | 'post-policy';

/** Who sends a request and how that was proved. Someone without a signature is a caller too. */
export interface Caller {
  readonly method: AuthMethod;
  /** `undefined` for anonymous callers. */
  readonly account: Account | undefined;
  readonly isRoot: boolean;
}

export const ANONYMOUS: Caller = { method: 'anonymous', account: undefined, isRoot: false };
