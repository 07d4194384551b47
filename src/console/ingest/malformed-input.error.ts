/** What was sent is not what it was said to be: nothing of it is stored. The message is for the sender. */
export class MalformedInputError extends Error {
  override readonly name = 'MalformedInputError';
}
