import { setTimeout as pause } from 'node:timers/promises';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { errorOf, expectIds } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT } from '../support/test-gateway.js';

const PARSING = 'An error occurred when parsing the HTTP request.';

describe.each(BACKENDS)('connections to %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  let connection: RawConnection;
  const signed = (
    method: string,
    path: string,
    more: { headers?: Record<string, string>; body?: string; payloadHash?: string } = {},
  ): Record<string, string> =>
    signRequest({ method, url: `${gateway().url}${path}`, region: 'us-east-1', ...ROOT, ...more });
  const put = (path: string, length: number, payloadHash = 'UNSIGNED-PAYLOAD'): void => {
    const headers = { 'content-length': String(length) };
    connection.head('PUT', path, signed('PUT', path, { headers, payloadHash }));
  };

  beforeEach(async () => {
    connection = await RawConnection.open(gateway().url);
  });
  afterEach(() => connection.destroy());

  it('stay usable after a refusal whose body was not read', async () => {
    for (let time = 0; time < 3; time += 1) {
      put('/absent/a', 70_000);
      connection.write('x'.repeat(70_000));
      expect(errorOf(await connection.response())).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    }
    connection.head('GET', '/', signed('GET', '/'));
    expect((await connection.response()).status).toBe(200);
  });

  it('answer pipelined requests in their order', async () => {
    await gateway().send('PUT', '/photos/piped', { body: 'hello' }).expect(200);
    connection.head('HEAD', '/photos/piped', signed('HEAD', '/photos/piped'));
    connection.head('GET', '/photos/absent', signed('GET', '/photos/absent'));
    connection.head('GET', '/photos/piped', signed('GET', '/photos/piped'));
    const head = await connection.response('HEAD');
    expect(head.headers['content-length']).toBe('5');
    expect(errorOf(await connection.response())).toMatchObject({ Code: 'NoSuchKey' });
    expect((await connection.response()).body.toString()).toBe('hello');
  });

  it('get no body with a refused HEAD', async () => {
    connection.head('HEAD', '/photos/absent', signed('HEAD', '/photos/absent'));
    const answer = await connection.response('HEAD');
    expect(answer.status).toBe(404);
    expectIds(answer);
    connection.head('GET', '/', signed('GET', '/'));
    expect((await connection.response()).status).toBe(200);
  });

  it('that end before the body does leave nothing behind', async () => {
    put('/photos/short', 300_000);
    connection.write('x'.repeat(200_000));
    await pause(50);
    connection.destroy();
    await pause(50);
    expect((await gateway().send('HEAD', '/photos/short')).status).toBe(404);
  });

  it('that are half closed before the body ends are told so, and leave nothing behind', async () => {
    put('/photos/half', 10);
    connection.socket.end('five.');
    const answer = await connection.response();
    expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'IncompleteBody' });
    expect(answer.headers['connection']).toBe('close');
    await connection.closed();
    expect((await gateway().send('HEAD', '/photos/half')).status).toBe(404);
  });

  it('read no more of a body than was declared', async () => {
    put('/photos/long', 5);
    connection.write('hello and more\r\n\r\n');
    // What follows is no request: the connection ends, and with it perhaps the upload.
    expect([200, 400]).toContain((await connection.response()).status);
    await connection.closed();
    const read = await gateway().send('GET', '/photos/long');
    expect([404, 'hello']).toContain(read.status === 200 ? read.body.toString() : read.status);
  });

  it('that send a body without its length get 411', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    connection.head('PUT', '/photos/chunked', signed('PUT', '/photos/chunked', { headers }));
    connection.write('5\r\nhello\r\n0\r\n\r\n');
    expect(errorOf(await connection.response())).toEqual({
      status: 411,
      Code: 'MissingContentLength',
      Message: 'You must provide the Content-Length HTTP header.',
    });
    connection.head('PUT', '/photos/nothing', signed('PUT', '/photos/nothing'));
    expect(errorOf(await connection.response())).toMatchObject({ status: 411, Code: 'MissingContentLength' });
  });

  it('with more headers than fit get an answer and are closed', async () => {
    connection.head('GET', '/photos/a', { host: 'a', 'x-amz-meta-a': 'v'.repeat(40_000) });
    expect(errorOf(await connection.response())).toEqual({
      status: 400,
      Code: 'RequestHeaderSectionTooLarge',
      Message: 'Your request header section exceeds the maximum allowed size.',
      MaxSizeAllowed: '8192',
    });
    expect(await connection.closed()).toHaveLength(0);
  });

  it.each([
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    'GET / HTTP/1.1\r\nBad Header: a\r\n\r\n',
  ])('that send %j get BadRequest and are closed', async (bytes) => {
    connection.write(bytes);
    const answer = await connection.response();
    expect(errorOf(answer)).toEqual({ status: 400, Code: 'BadRequest', Message: PARSING });
    expect(answer.headers['connection']).toBe('close');
    expect(await connection.closed()).toHaveLength(0);
  });

  it('with two lengths are refused', async () => {
    connection.write(
      'PUT /photos/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    expect(errorOf(await connection.response())).toMatchObject({ status: 400, Code: 'BadRequest' });
  });

  it('without a Host are refused', async () => {
    connection.write('GET / HTTP/1.1\r\n\r\n');
    expect((await connection.closed()).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });
});
