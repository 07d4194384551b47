import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorOf } from '../support/answer.js';
import { completion } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };

describe('a gateway that is read-only', () => {
  let root: string;
  let gateway: TestGateway;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'glassgate-'));
    const writing = await TestGateway.start({ backend: 'posix', posix: { root } });
    await writing.send('PUT', '/photos').expect(200);
    await writing.send('PUT', '/photos/cat', { body: 'meow' }).expect(200);
    await writing.application.close();
    gateway = await TestGateway.start({
      backend: 'posix',
      posix: { root },
      server: { readOnly: true },
      iam: { dir: await mkdtemp(join(root, '.accounts-')) },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(root, { recursive: true, force: true });
  });

  it('reads', async () => {
    expect((await gateway.send('GET', '/photos/cat')).body.toString()).toBe('meow');
    expect((await gateway.send('HEAD', '/photos')).status).toBe(200);
    for (const path of ['/', '/photos?list-type=2', '/photos?uploads', '/photos?versioning'])
      expect((await gateway.send('GET', path)).status).toBe(200);
  });

  it.each([
    ['PUT', '/fresh', ''],
    ['DELETE', '/photos', ''],
    ['PUT', '/photos/new', 'x'],
    ['PUT', '/photos/cat?tagging', '<Tagging><TagSet/></Tagging>'],
    ['PUT', '/photos?versioning', '<VersioningConfiguration/>'],
    ['DELETE', '/photos/cat', ''],
    ['POST', '/photos?delete', '<Delete><Object><Key>cat</Key></Object></Delete>'],
    ['POST', '/photos/new?uploads', ''],
    ['PUT', '/photos/new?partNumber=1&uploadId=x', 'x'],
    ['POST', '/photos/new?uploadId=x', completion([{ number: 1, etag: '"x"' }])],
    ['DELETE', '/photos/new?uploadId=x', ''],
  ])('refuses %s %s of root', async (method, path, body) => {
    expect(errorOf(await gateway.send(method, path, { body }))).toEqual(DENIED);
  });

  it('refuses copies', async () => {
    const headers = { 'x-amz-copy-source': '/photos/cat' };
    for (const path of ['/photos/copy', '/photos/copy?partNumber=1&uploadId=x'])
      expect(errorOf(await gateway.send('PUT', path, { headers }))).toEqual(DENIED);
  });

  it('refuses an upload before its body is sent', async () => {
    const connection = await RawConnection.open(gateway.url);
    const headers = { 'content-length': '1000000', expect: '100-continue' };
    const url = `${gateway.url}/photos/large`;
    connection.head(
      'PUT',
      '/photos/large',
      signRequest({
        method: 'PUT',
        url,
        region: 'us-east-1',
        headers,
        payloadHash: 'UNSIGNED-PAYLOAD',
        ...ROOT,
      }),
    );
    expect(errorOf(await connection.response())).toEqual(DENIED);
    connection.destroy();
  });

  it('lets the administration API change accounts, but no bucket', async () => {
    const account =
      '<Account><Access>alice</Access><Secret>hush-hush</Secret><Role>user</Role><UserID>0</UserID><GroupID>0</GroupID></Account>';
    expect((await gateway.send('PATCH', '/create-user', { body: account })).status).toBe(201);
    expect((await gateway.send('PATCH', '/list-buckets')).status).toBe(200);
    const change = await gateway.send('PATCH', '/change-bucket-owner?bucket=photos&owner=alice');
    expect(errorOf(change)).toMatchObject(DENIED);
    expect((await gateway.send('DELETE', '/photos/cat')).status).toBe(403);
  });

  it('has changed nothing', async () => {
    const left = (await readdir(join(root, 'photos'))).filter((name) => !name.startsWith('.'));
    expect(left).toEqual(['cat']);
  });
});
