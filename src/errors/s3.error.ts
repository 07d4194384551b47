import { S3_ERRORS, type S3ErrorCode } from './s3-error.codes.js';

/** Extra elements of the error document, in the order they are written: `Key`, `BucketName`, `ArgumentName`… */
export type S3ErrorDetails = Readonly<Record<string, string | number>>;

export interface S3ErrorOptions {
  /** The error below this one; it goes to the log, never to the client. */
  readonly cause?: unknown;
  /** Replaces the table's message where AWS words one code in several ways. */
  readonly message?: string;
  /** Replaces the table's HTTP status where AWS answers one code with several. */
  readonly status?: number;
  /** Response headers that accompany the error, such as `x-amz-delete-marker`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The only error that the S3 API answers on purpose. Everything else becomes `InternalError`.
 * Source: Amazon S3 API Reference, "Error responses".
 */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: S3ErrorCode,
    readonly details: S3ErrorDetails = {},
    options: S3ErrorOptions = {},
  ) {
    super(
      options.message ?? S3_ERRORS[code].message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.status = options.status ?? S3_ERRORS[code].status;
    this.headers = options.headers ?? {};
  }
}
