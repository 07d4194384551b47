import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from './caller.js';
import type { PayloadMode } from './payload-mode.js';

/** What a signature covers, as the bytes came in: nothing here is decoded or normalised. */
export interface SignedRequest {
  readonly method: string;
  /** Path of the request target up to `?`, percent-encoded as received. */
  readonly rawPath: string;
  /** After `?`, without it; empty when there is none. */
  readonly rawQuery: string;
  /** Lower-case names, as Node gives them. */
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value…, as received; repeated headers stand here more than once. */
  readonly rawHeaders: readonly string[];
}

/** The request as the authentication guard sees it; the guard sets `caller` and `payload`. */
export interface AuthenticatableRequest extends SignedRequest {
  /** The operation takes object data, so that the streaming payload modes are allowed. */
  readonly takesObjectData: boolean;
  /** `open`: needs no signature, and none that comes along is looked at. */
  readonly operation?: { readonly open?: boolean };
  caller: Caller;
  payload: PayloadMode;
}
