/** A query that cannot be understood; whoever asked is told. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  /** @param position of the character where it goes wrong, from 0; `undefined` where no text of the query language is wrong */
  constructor(
    message: string,
    readonly position?: number,
  ) {
    super(message);
  }
}
