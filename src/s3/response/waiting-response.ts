import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Closes the response of a pipelined request whose connection goes before its turn comes: Node tells the request only,
 * and whoever waits for such a response would wait for ever.
 */
export function closeWithConnection(request: IncomingMessage, response: ServerResponse): void {
  // One that has a socket is closed by Node.
  if (response.socket) return;
  request.once('close', () => {
    if (response.socket || response.writableFinished || response.destroyed) return;
    response.destroy();
    response.emit('close');
  });
}
