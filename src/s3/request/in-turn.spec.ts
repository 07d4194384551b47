import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { inTurn } from './in-turn.js';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('pipelined requests', () => {
  it('are started one after the other, each when the answer before it has left', async () => {
    const events: string[] = [];
    let started = 0;
    const start = (response: ServerResponse): void => {
      started += 1;
      const name = `request ${started}`;
      events.push(`${name} starts`);
      setImmediate(() => {
        events.push(`${name} is answered`);
        response.end(name);
      });
    };
    const server = createServer((_raw, response) => inTurn(response, () => start(response)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(GET + GET + GET);
    let received = '';
    while (!received.includes('request 3')) received += String((await once(client, 'data'))[0]);
    client.destroy();
    server.close();
    expect(events).toEqual(
      [1, 2, 3].flatMap((number) => [`request ${number} starts`, `request ${number} is answered`]),
    );
  });

  it('close the connection when more than 64 are waiting', async () => {
    let started = 0;
    const server = createServer((_raw, response) => inTurn(response, () => (started += 1)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(GET.repeat(66));
    client.resume();
    await once(client, 'close');
    server.close();
    expect(started).toBe(1);
  });
});
