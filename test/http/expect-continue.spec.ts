import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { errorOf, expectIds } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT } from '../support/test-gateway.js';

describe('Expect: 100-continue', () => {
  const gateway = useGateway({}, 'photos');
  let connection: RawConnection;
  const signed = (path: string, more: object = {}): Record<string, string> =>
    signRequest({
      method: 'PUT',
      url: `${gateway().url}${path}`,
      headers: { 'content-length': '5', expect: '100-continue' },
      body: 'hello',
      region: 'us-east-1',
      ...ROOT,
      ...more,
    });

  beforeEach(async () => {
    connection = await RawConnection.open(gateway().url);
  });
  afterEach(() => connection.destroy());

  it('is answered with 100 once the caller is known, and then with 200', async () => {
    connection.head('PUT', '/photos/a', signed('/photos/a'));
    expect((await connection.response()).status).toBe(100);
    connection.write('hello');
    const answer = await connection.response();
    expect(answer.status).toBe(200);
    expectIds(answer);
    const read = await gateway().send('GET', '/photos/a').expect(200);
    expect(read.body.toString()).toBe('hello');
  });

  it('of a client of HTTP/1.0 is not answered with 100', async () => {
    const lines = Object.entries(signed('/photos/old')).map(([name, value]) => `${name}: ${value}\r\n`);
    connection.write(`PUT /photos/old HTTP/1.0\r\n${lines.join('')}\r\nhello`);
    expect((await connection.response()).status).toBe(200);
  });

  it('of something else is passed over, as S3 does', async () => {
    const headers = { 'content-length': '5', expect: 'miracles' };
    connection.head('PUT', '/photos/other', signed('/photos/other', { headers }));
    connection.write('hello');
    expect((await connection.response()).status).toBe(200);
    expect((await gateway().send('GET', '/photos/other')).body.toString()).toBe('hello');
  });

  it.each([
    ['a wrong secret', '/photos/a', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['an unknown caller', '/photos/a', { access: 'NOBODY' }, 403, 'InvalidAccessKeyId'],
    ['a bucket that is not there', '/absent/a', {}, 404, 'NoSuchBucket'],
  ])(
    'is refused for %s before the body, and the connection closes',
    async (_case, path, more, status, code) => {
      connection.head('PUT', path, signed(path, more));
      const answer = await connection.response();
      expect(errorOf(answer)).toMatchObject({ status, Code: code });
      expect(answer.headers['connection']).toBe('close');
      expect(await connection.closed()).toHaveLength(0);
    },
  );
});
