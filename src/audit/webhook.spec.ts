import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../test/support/eventually.js';
import { keepLog } from '../../test/support/log-lines.js';
import { Webhook } from './webhook.js';

let server: Server;
let url: string;
let held: ServerResponse[];
let log: ReturnType<typeof keepLog>;

beforeEach(async () => {
  held = [];
  log = keepLog();
  server = createServer((request, response) => {
    request.resume();
    held.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  log.restore();
  server.closeAllConnections();
  server.close();
});

const answerAll = (status: number): void => {
  for (const response of held.splice(0)) response.writeHead(status).end();
};

describe('Webhook', () => {
  it('sends a few documents at a time', async () => {
    const webhook = new Webhook(url);
    for (let time = 0; time < 20; time += 1) webhook.send('{}');
    const batches: number[] = [];
    while (batches.reduce((sum, size) => sum + size, 0) < 20) {
      await eventually(() => held.length === Math.min(8, 20 - batches.reduce((sum, size) => sum + size, 0)));
      batches.push(held.length);
      answerAll(204);
    }
    expect(batches).toEqual([8, 8, 4]);
    await webhook.close();
    expect(log.lines).toEqual([]);
  });

  it('loses what is refused, and says so', async () => {
    const webhook = new Webhook(url);
    webhook.send('{}');
    await eventually(() => held.length === 1);
    answerAll(500);
    await webhook.close();
    expect(log.lines).toEqual(['the webhook has lost 1 entries: it answers 500']);
  });

  it('gives up what takes more than a second', async () => {
    const webhook = new Webhook(url);
    webhook.send('{}');
    await webhook.close();
    expect(log.lines).toEqual(['the webhook has lost 1 entries: TimeoutError']);
  });

  it('follows no redirect', async () => {
    const webhook = new Webhook(url);
    webhook.send('{}');
    await eventually(() => held.length === 1);
    for (const response of held.splice(0)) response.writeHead(302, { Location: '/elsewhere' }).end();
    await webhook.close();
    expect(log.lines).toEqual([expect.stringMatching(/^the webhook has lost 1 entries: /)]);
    expect(held).toHaveLength(0);
  });

  it('keeps a thousand documents, and tells of the others once', async () => {
    const webhook = new Webhook(url);
    for (let time = 0; time < 1_100; time += 1) webhook.send('{}');
    expect(log.lines).toEqual(['the webhook has lost 1 entries: too many are waiting']);
    await webhook.close();
  });
});
