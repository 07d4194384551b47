/** Why the console of a gateway cannot be followed, in one line for people. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
}
