import { once } from 'node:events';
import { connect } from 'node:net';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { errorOf } from '../support/answer.js';
import { eventually } from '../support/eventually.js';
import { exchange } from '../support/exchange.js';
import { useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

const PARSING = 'An error occurred when parsing the HTTP request.';
const SLOW_DOWN = { status: 503, Code: 'SlowDown', Message: 'Please reduce your request rate.' };

/** A connection with an upload under way that has sent no byte of its body. */
async function upload(gateway: TestGateway, key: string): Promise<RawConnection> {
  const connection = await RawConnection.open(gateway.url);
  const headers = { 'content-length': '5' };
  const path = `/photos/${key}`;
  const options = { method: 'PUT', url: `${gateway.url}${path}`, region: 'us-east-1', headers, ...ROOT };
  connection.head('PUT', path, signRequest({ ...options, payloadHash: 'UNSIGNED-PAYLOAD' }));
  return connection;
}

describe('requests above --max-requests', () => {
  const gateway = useGateway(
    { server: { maxRequests: 2, adminMaxRequests: 1, adminPort: ['127.0.0.1:0'] } },
    'photos',
  );

  it('get SlowDown until others have ended', async () => {
    const uploads = [await upload(gateway(), 'a'), await upload(gateway(), 'b')];
    const refused = await eventually(async () => {
      const answer = await gateway().send('GET', '/photos');
      return answer.status === 503 && answer;
    });
    expect(errorOf(refused)).toEqual(SLOW_DOWN);
    expect(refused.headers['retry-after']).toBe('1');
    // Probes and the administration API are counted apart.
    expect((await fetch(`${gateway().url}/livez`)).status).toBe(200);
    const [, admin] = gateway().urls;
    expect((await exchange({ method: 'PATCH', url: `${admin}/list-buckets` })).status).toBe(200);
    for (const connection of uploads) {
      connection.write('hello');
      expect((await connection.response()).status).toBe(200);
      connection.destroy();
    }
    expect((await gateway().send('GET', '/photos')).status).toBe(200);
  });

  const statusIs = async (status: number): Promise<boolean> =>
    (await gateway().send('GET', '/photos')).status === status;

  it('are counted off when their client goes away', async () => {
    for (let time = 0; time < 3; time += 1) {
      const uploads = [await upload(gateway(), 'a'), await upload(gateway(), 'b')];
      expect(await eventually(() => statusIs(503))).toBe(true);
      for (const connection of uploads) connection.destroy();
      expect(await eventually(() => statusIs(200))).toBe(true);
    }
  });
});

describe('connections above --max-connections', () => {
  it('are closed at once, and others are served', async () => {
    const gateway = await TestGateway.start({ server: { maxConnections: 2 } });
    const { hostname, port } = new URL(gateway.url);
    const open = [await RawConnection.open(gateway.url), await RawConnection.open(gateway.url)];
    const further = connect(Number(port), hostname);
    further.on('error', () => undefined);
    await once(further, 'close');
    open[0]!.head('GET', '/', { host: 'a' });
    expect((await open[0]!.response()).status).toBe(403);
    for (const connection of open) connection.destroy();
    await eventually(() =>
      exchange({ url: `${gateway.url}/` }).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    await gateway.stop();
  });
});

describe('a connection', () => {
  const gateway = useGateway({}, 'photos');
  const GET = 'GET /photos HTTP/1.1\r\nHost: a\r\n\r\n';

  it('has 64 requests waiting at most', async () => {
    const connection = await upload(gateway(), 'slow');
    connection.write('hello');
    connection.write(GET.repeat(60));
    expect((await connection.response()).status).toBe(200);
    for (let time = 0; time < 60; time += 1) expect((await connection.response()).status).toBe(403);
    connection.destroy();
    await gateway().send('DELETE', '/photos/slow');
  });

  it('is closed when more are waiting', async () => {
    const connection = await RawConnection.open(gateway().url);
    connection.write(GET.repeat(500));
    await connection.closed();
    expect((await gateway().send('GET', '/photos')).status).toBe(200);
  });

  it('that names no host is refused with ids, and closed', async () => {
    const connection = await RawConnection.open(gateway().url);
    connection.write('GET /photos HTTP/1.1\r\n\r\n');
    const answer = await connection.response();
    expect(errorOf(answer)).toEqual({ status: 400, Code: 'BadRequest', Message: PARSING });
    expect(answer.headers['connection']).toBe('close');
    expect(await connection.closed()).toHaveLength(0);
  });

  it('of HTTP/1.0 needs no host', async () => {
    const connection = await RawConnection.open(gateway().url);
    connection.write('GET /photos HTTP/1.0\r\n\r\n');
    expect((await connection.response()).status).toBe(403);
    connection.destroy();
  });
});
