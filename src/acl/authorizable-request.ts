import type { Bucket } from '../backend/model/bucket.js';
import type { Account } from '../iam/account.js';

/** A request whose caller is known, as the authorisation guard sees it. */
export interface AuthorizableRequest {
  readonly caller: {
    readonly account: Account | undefined;
    readonly isRoot: boolean;
    /** How the caller was proved: `auth.method` of the spans. */
    readonly method: string;
  };
  readonly operation:
    | {
        readonly name: string;
        readonly level: string;
        readonly action?: string;
        readonly versionAction?: string;
        readonly permission: string;
        readonly signed?: boolean;
        readonly write?: boolean;
        readonly open?: boolean;
        readonly selfAuthorized?: boolean;
      }
    | undefined;
  /** What the request is refused with, whatever is permitted, once it is known that nobody forged it. */
  readonly refusal?: Error;
  readonly target: { readonly bucket?: string; readonly key?: string };
  readonly query: { get(name: string): string | undefined };
  /** The object that a copy reads; it needs a permission of its own. */
  readonly copySource:
    { readonly bucket: string; readonly key: string; readonly versionId?: string } | undefined;
  /** IP address of the client. */
  readonly clientAddress: string | undefined;
  /** The request came over TLS. */
  readonly isSecure: boolean;
  /** `1.3`; `undefined` without TLS. */
  readonly tlsVersion: string | undefined;
  /** By lower-case name. */
  header(name: string): string | undefined;
  /** What is known of the bucket that the request addresses; the guard sets it, for the operation to use. */
  bucketRecord: Bucket | undefined;
  /** Set by the guard of a write, for a body that takes long to come in: the bucket may have become another meanwhile. */
  confirmBucket?: () => Promise<void>;
}

/** A permission that somebody needs. */
export interface AskedAccess {
  /** IAM action; one that is `undefined` is denied to everybody. */
  readonly action: string | undefined;
  /** ACL permission that gives the same; nothing but policy and ownership does where it is absent. */
  readonly permission?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly versionId?: string;
  /** @see SaidHeaders */
  readonly said?: SaidHeaders;
}

/**
 * What conditions are told of these headers, by lower-case name, whatever those of the request are: what its document
 * says in their place, or `undefined` where the operation does not read them.
 */
export type SaidHeaders = Readonly<Record<string, string | undefined>>;
