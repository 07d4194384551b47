export interface Bucket {
  readonly name: string;
  /** Access key of the owning account. */
  readonly owner: string;
  readonly createdAt: Date;
}

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
  readonly documents?: Readonly<Partial<Record<BucketDocumentName, string>>>;
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
