import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { errorOf } from '../support/answer.js';
import { createUpload, makeDirectory, temporaryFiles, useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

const LARGE = Buffer.alloc(300_000, 'a');
const WRONG_DIGEST = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' };

/** Without O_TMPFILE a temporary file has a name, and would stay where nobody removes it. */
describe.each([
  ['with named temporary files', { disableOtmp: true }],
  ['with nameless temporary files', {}],
  ['without extended attributes', { disableOtmp: true, metadata: 'none' as const }],
])('uploads to posix %s', (_title, posix) => {
  const gateway = useGateway({ backend: 'posix', posix }, 'photos');
  const left = (): Promise<string[]> => temporaryFiles(gateway().directory);

  it('leave nothing behind when they are stored', async () => {
    await gateway().send('PUT', '/photos/a/b', { body: LARGE }).expect(200);
    await gateway().send('PUT', '/photos/a/b', { body: LARGE }).expect(200);
    expect(await left()).toEqual([]);
    expect(LARGE.equals((await gateway().send('GET', '/photos/a/b')).body)).toBe(true);
  });

  it('leave nothing behind when they are refused at their end', async () => {
    const answer = await gateway().send('PUT', '/photos/refused', { body: LARGE, headers: WRONG_DIGEST });
    expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'BadDigest' });
    expect(await left()).toEqual([]);
    await gateway().send('HEAD', '/photos/refused').expect(404);
  });

  it('leave nothing behind when the client goes away', async () => {
    const connection = await RawConnection.open(gateway().url);
    const headers = { 'content-length': String(LARGE.length) };
    const payloadHash = 'UNSIGNED-PAYLOAD';
    const url = `${gateway().url}/photos/cut`;
    connection.head(
      'PUT',
      '/photos/cut',
      signRequest({ method: 'PUT', url, headers, payloadHash, region: 'us-east-1', ...ROOT }),
    );
    connection.write(LARGE.subarray(0, 200_000));
    await pause(50);
    connection.destroy();
    for (let time = 0; time < 100 && (await left()).length > 0; time += 1) await pause(20);
    expect(await left()).toEqual([]);
    expect((await gateway().send('HEAD', '/photos/cut')).status).toBe(404);
  });

  it('leave nothing of a part that is refused', async () => {
    const id = await createUpload(gateway(), '/photos/parts');
    const before = await left();
    const part = `/photos/parts?partNumber=1&uploadId=${id}`;
    const answer = await gateway().send('PUT', part, { body: LARGE, headers: WRONG_DIGEST });
    expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'BadDigest' });
    expect(await left()).toEqual(before);
    await gateway().send('DELETE', `/photos/parts?uploadId=${id}`).expect(204);
    expect(await left()).toEqual([]);
  });
});

describe('uploads to posix with a sidecar', () => {
  it('leave nothing behind, in the directory and in the sidecar', async () => {
    const sidecar = await makeDirectory();
    const gateway = await TestGateway.start({ backend: 'posix', posix: { metadata: 'sidecar', sidecar } });
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/a', { body: LARGE, headers: { 'x-amz-meta-a': '1' } }).expect(200);
    await gateway.send('PUT', '/photos/b', { body: LARGE, headers: WRONG_DIGEST }).expect(400);
    expect((await gateway.send('HEAD', '/photos/a')).headers['x-amz-meta-a']).toBe('1');
    expect(await temporaryFiles(gateway.directory)).toEqual([]);
    await gateway.send('DELETE', '/photos/a').expect(204);
    await gateway.send('DELETE', '/photos').expect(204);
    await gateway.stop();
    await rm(sidecar, { recursive: true });
  });
});
