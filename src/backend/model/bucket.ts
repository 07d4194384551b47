export interface Bucket {
  readonly name: string;
  /** Access key of the owning account; empty for root. */
  readonly owner: string;
  readonly createdAt: Date;
  /** All that the bucket says of itself, read in one step. */
  readonly documents: BucketDocuments;
}

export type BucketDocuments = Readonly<Partial<Record<BucketDocumentName, string>>>;

/** Documents that the backend keeps for a bucket without understanding them. */
export type BucketDocumentName =
  | 'accelerate'
  | 'acl'
  | 'cors'
  | 'encryption'
  | 'lifecycle'
  | 'logging'
  | 'notification'
  | 'object-lock'
  | 'ownership'
  | 'policy'
  | 'public-access-block'
  | 'request-payment'
  | 'tagging'
  | 'versioning'
  | 'website';

export interface CreateBucketInput {
  readonly bucket: string;
  readonly owner: string;
  /** Stored together with the bucket: it is never visible without them. */
  readonly documents?: BucketDocuments;
}

export interface ListBucketsInput {
  /** Only buckets of this access key; all when absent. */
  readonly owner?: string;
  readonly prefix?: string;
  /** Exclusive: names after this one. */
  readonly startAfter?: string;
  readonly maxBuckets: number;
}

export interface ListBucketsResult {
  /** In ascending order of name. */
  readonly buckets: readonly Bucket[];
  readonly isTruncated: boolean;
}
