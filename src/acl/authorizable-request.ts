import type { Account } from '../iam/account.js';

/** A request whose caller is known, as the authorisation guard sees it. */
export interface AuthorizableRequest {
  readonly caller: { readonly account: Account | undefined; readonly isRoot: boolean };
  readonly operation: { readonly name: string; readonly level: string; readonly action?: string } | undefined;
  readonly target: { readonly bucket?: string; readonly key?: string };
  /** The object that a copy reads; it needs a permission of its own. */
  readonly copySource: { readonly bucket: string; readonly key: string } | undefined;
  /** By lower-case name. */
  header(name: string): string | undefined;
}
