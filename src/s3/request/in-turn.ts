import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that wait for the answers before theirs. */
const MAX_WAITING = 64;

const waiting = new WeakMap<Socket, number>();

/**
 * Starts the work on a pipelined request when the answers before it have left, as if it had been sent then: a client
 * that reads nothing has one request of its connection under way. One whose connection goes before is never started.
 * A connection with more than 64 that wait is closed.
 */
export function inTurn(response: ServerResponse, start: () => void): void {
  if (response.socket) {
    start();
    return;
  }
  const { socket } = response.req;
  const count = (waiting.get(socket) ?? 0) + 1;
  if (count > MAX_WAITING) {
    socket.destroy();
    return;
  }
  waiting.set(socket, count);
  response.once('socket', () => {
    waiting.set(socket, waiting.get(socket)! - 1);
    start();
  });
}
