import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { answerBrokenRequest } from './broken-request.js';

describe('answerBrokenRequest', () => {
  it('leaves a client that was told and does not go', async () => {
    const { jest } = import.meta;
    const server = createServer().on('clientError', answerBrokenRequest).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    try {
      const [socket] = (await once(server, 'connection')) as [Socket];
      client.resume().write('nonsense\r\n\r\n');
      await once(client, 'end');
      expect(socket.destroyed).toBe(false);
      jest.advanceTimersByTime(5_000);
      expect(socket.destroyed).toBe(true);
    } finally {
      jest.useRealTimers();
      client.destroy();
      server.close();
    }
  });
});
