import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { expectIds } from '../support/answer.js';
import { exchange } from '../support/exchange.js';
import { makeDirectory } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

describe('addresses', () => {
  let directory: string;
  let path: string;
  let running: TestGateway[];

  const start = async (...port: string[]): Promise<TestGateway> => {
    const gateway = await TestGateway.start({ server: { port } });
    running.push(gateway);
    return gateway;
  };
  const status = async (socketPath: string): Promise<number> =>
    (await exchange({ url: 'http://gate/', to: { socketPath } })).status;

  beforeEach(async () => {
    directory = await makeDirectory();
    path = join(directory, 'gate.sock');
    running = [];
  });
  afterEach(async () => {
    for (const gateway of running) await gateway.stop();
    await rm(directory, { recursive: true });
  });

  it('may be several, of every kind, and serve the same buckets', async () => {
    const name = `glassgate-${process.pid}`;
    const gateway = await start('127.0.0.1:0', 'localhost:0', path, `@${name}`);
    expect(gateway.urls.slice(2)).toEqual([`unix:${path}`, `unix:@${name}`]);
    await gateway.send('PUT', '/photos').expect(200);
    const [, second] = gateway.urls;
    expect(second).toMatch(/^http:\/\/localhost:\d+$/);
    for (const to of [{}, { socketPath: path }, { socketPath: `\0${name}` }]) {
      const answer = await exchange({ url: `${second}/photos`, to });
      expect(answer.body.toString()).toContain('<Name>photos</Name>');
      expectIds(answer);
    }
  });

  it('leave no socket behind', async () => {
    const gateway = await start(path);
    expect(statSync(path).isSocket()).toBe(true);
    await gateway.application.close();
    expect(existsSync(path)).toBe(false);
    running = [];
  });

  it('give their socket the mode that is asked for', async () => {
    const gateway = await TestGateway.start({ server: { port: [path], socketPerm: 0o620 } });
    running.push(gateway);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('620');
  });

  it('take the place of a socket that nobody listens on', async () => {
    await leaveSocket(path);
    expect(statSync(path).isSocket()).toBe(true);
    await start(path);
    expect(await status(path)).toBe(200);
  });

  it('are refused while another process listens', async () => {
    await start(path);
    await expect(TestGateway.start({ server: { port: [path] } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(await status(path)).toBe(200);
  });

  it('are refused where a file stands, which is left alone', async () => {
    await writeFile(path, 'mine');
    await expect(TestGateway.start({ server: { port: [path] } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(statSync(path).isFile()).toBe(true);
  });

  it('are refused when the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(
      TestGateway.start({ server: { port: ['127.0.0.1:0', `127.0.0.1:${port}`] } }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
  });

  it('of the administration API may be several too', async () => {
    const gateway = await TestGateway.start({ server: { adminPort: ['127.0.0.1:0', path] } });
    running.push(gateway);
    const [s3, admin] = gateway.urls;
    const patch = { method: 'PATCH', url: `${admin}/list-buckets` };
    expect((await exchange(patch)).status).toBe(200);
    expect((await exchange({ ...patch, to: { socketPath: path } })).status).toBe(200);
    expect((await exchange({ ...patch, url: `${s3}/list-buckets` })).status).toBe(405);
    expect(await status(path)).toBe(405);
  });
});

describe('a connection', () => {
  /** What stands in `Connection` of an answer, and whether the server goes on with a second request. */
  async function twice(keepAlive: boolean): Promise<{ word: string | undefined; answers: number }> {
    const gateway = await TestGateway.start({ server: { keepAlive } });
    const connection = await RawConnection.open(gateway.url);
    const headers = signRequest({ method: 'GET', url: `${gateway.url}/`, region: 'us-east-1', ...ROOT });
    connection.head('GET', '/', headers);
    const { headers: answered } = await connection.response();
    connection.head('GET', '/', headers);
    const answers = await connection.response().then(
      () => 2,
      () => 1,
    );
    connection.destroy();
    await gateway.stop();
    return { word: answered['connection'] as string | undefined, answers };
  }

  it('is kept for further requests', async () => {
    expect(await twice(true)).toEqual({ word: 'keep-alive', answers: 2 });
  });

  it('does not hold up the end of the gateway once its request has ended', async () => {
    const gateway = await TestGateway.start({ server: { shutdownTimeout: 600_000 } });
    await gateway.send('PUT', '/photos').expect(200);
    const connection = await RawConnection.open(gateway.url);
    const url = `${gateway.url}/photos/a`;
    const headers = { 'content-length': '5', expect: '100-continue' };
    const signed = {
      method: 'PUT',
      url,
      region: 'us-east-1',
      headers,
      payloadHash: 'UNSIGNED-PAYLOAD',
      ...ROOT,
    };
    connection.head('PUT', '/photos/a', signRequest(signed));
    expect((await connection.response()).status).toBe(100);
    const closing = gateway.stop();
    connection.write('hello');
    expect((await connection.response()).status).toBe(200);
    await closing;
    expect(await connection.closed()).toHaveLength(0);
  });

  it('is closed after one when keep-alive is off', async () => {
    expect(await twice(false)).toEqual({ word: 'close', answers: 1 });
  });
});

/** A socket file whose listener is gone: under its second name it stays when the listener removes it. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.listened`);
  await once(server, 'listening');
  await link(`${path}.listened`, path);
  server.close();
  await once(server, 'close');
}
