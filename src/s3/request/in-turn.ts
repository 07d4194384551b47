import type { ServerResponse } from 'node:http';

/**
 * Starts the work on a pipelined request when the answers before it have left, as if it had been sent then: a client
 * that reads nothing has one request of its connection under way. One whose connection goes before is never started.
 */
export function inTurn(response: ServerResponse, start: () => void): void {
  if (response.socket) start();
  else response.once('socket', start);
}
