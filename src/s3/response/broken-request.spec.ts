import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { answerBrokenRequest } from './broken-request.js';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const BROKEN = 'nonsense\r\n\r\n';

describe('what is no request', () => {
  let server: Server;
  let client: Socket;
  const received = async (): Promise<string> => (await client.toArray()).join('');

  beforeEach(async () => {
    server = createServer().on('clientError', answerBrokenRequest);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.setEncoding('latin1');
    await once(client, 'connect');
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('is answered with an error document', async () => {
    client.write(BROKEN);
    expect(await received()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*<Code>BadRequest<\/Code>/);
  });

  it('closes the connection without a word when the answer before it is under way', async () => {
    server.on('request', (_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('the first bytes', () => client.write(BROKEN));
    });
    client.write(GET);
    const answer = await received();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/the first bytes$/);
  });
});
