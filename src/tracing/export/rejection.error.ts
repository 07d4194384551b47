/** A receiver that took an export, but not all of its spans. */
export class RejectionError extends Error {
  override readonly name = 'RejectionError';

  /** @param spans that it did not take */
  constructor(
    readonly spans: number,
    message: string,
  ) {
    super(message);
  }
}
