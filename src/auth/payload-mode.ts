/** Everything that the chunk signatures of one body are computed from. */
export interface ChunkSigning {
  /** Lower-case hex: the signature of the request head, from which the first chunk's is chained. */
  readonly seedSignature: string;
  readonly signingKey: Buffer;
  /** `20130524T000000Z`. */
  readonly timestamp: string;
  /** `20130524/us-east-1/s3/aws4_request`. */
  readonly scope: string;
}

/** How `x-amz-content-sha256` says that the body is protected. Source: SigV4, "Calculating a signature… x-amz-content-sha256". */
export type PayloadMode =
  /** Lower-case hex SHA-256 of the whole body. */
  | { readonly kind: 'sha256'; readonly digest: string }
  | { readonly kind: 'unsigned' }
  /** STREAMING-AWS4-HMAC-SHA256-PAYLOAD, with `trailer` …-TRAILER. */
  | { readonly kind: 'signed-chunks'; readonly signing: ChunkSigning; readonly trailer: boolean }
  /** STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  | { readonly kind: 'unsigned-chunks'; readonly trailer: true };

export const UNSIGNED: PayloadMode = { kind: 'unsigned' };
