import { createHash } from 'node:crypto';
import { documentOf, errorOf } from '../support/answer.js';
import { createUpload, temporaryFiles } from '../support/http-subject.js';
import { describeWithMount, SmallFileSystem } from '../support/small-file-system.js';
import { TestGateway } from '../support/test-gateway.js';

const MEBIBYTE = 1 << 20;
const FULL = {
  status: 507,
  Code: 'InsufficientStorage',
  Message: 'There is not enough storage available to complete the operation.',
};
const READ_ONLY = {
  status: 405,
  Code: 'MethodNotAllowed',
  Message: 'The specified method is not allowed against this resource.',
};

describeWithMount('a posix gateway on a full disk', () => {
  let disk: SmallFileSystem;
  let gateway: TestGateway;

  const start = async (options: string): Promise<void> => {
    disk = SmallFileSystem.mount(options);
    gateway = await TestGateway.start({ backend: 'posix', posix: { root: disk.path } });
  };
  afterEach(async () => {
    await gateway.application.close();
    disk.unmount();
  });

  it('refuses what does not fit, leaves nothing of it behind and goes on', async () => {
    await start('size=8m');
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/first', { body: Buffer.alloc(3 * MEBIBYTE, 'a') }).expect(200);
    for (let time = 0; time < 3; time += 1) {
      const answer = await gateway.send('PUT', '/photos/deep/large', { body: Buffer.alloc(7 * MEBIBYTE) });
      expect(errorOf(answer)).toEqual({ ...FULL, Key: 'deep/large', BucketName: 'photos' });
    }
    expect(await temporaryFiles(disk.path)).toEqual([]);
    await gateway.send('HEAD', '/photos/deep/large').expect(404);
    expect((await gateway.send('GET', '/photos/first')).body).toHaveLength(3 * MEBIBYTE);
    expect((await gateway.send('PUT', '/photos/second', { body: 'small' })).status).toBe(200);
  });

  it('keeps the object that was to be replaced', async () => {
    await start('size=8m');
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/a', { body: 'before' }).expect(200);
    const answer = await gateway.send('PUT', '/photos/a', { body: Buffer.alloc(9 * MEBIBYTE) });
    expect(errorOf(answer)).toMatchObject(FULL);
    expect((await gateway.send('GET', '/photos/a')).body.toString()).toBe('before');
  });

  it('refuses copies and parts that do not fit', async () => {
    await start('size=8m');
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/photos/source', { body: Buffer.alloc(5 * MEBIBYTE, 'a') }).expect(200);
    const headers = { 'x-amz-copy-source': '/photos/source' };
    expect(errorOf(await gateway.send('PUT', '/photos/copy', { headers }))).toMatchObject(FULL);
    const id = await createUpload(gateway, '/photos/parts');
    const before = await temporaryFiles(disk.path);
    const part = `/photos/parts?partNumber=1&uploadId=${id}`;
    expect(errorOf(await gateway.send('PUT', part, { body: Buffer.alloc(6 * MEBIBYTE) }))).toMatchObject(
      FULL,
    );
    expect(errorOf(await gateway.send('PUT', part, { headers }))).toMatchObject(FULL);
    expect(await temporaryFiles(disk.path)).toEqual(before);
    expect((await gateway.send('PUT', part, { body: 'small' })).status).toBe(200);
    expect((await gateway.send('DELETE', `/photos/parts?uploadId=${id}`)).status).toBe(204);
    expect(await temporaryFiles(disk.path)).toEqual([]);
  });

  it('refuses a bucket for which there is no room', async () => {
    await start('size=8m,nr_inodes=24');
    const names = Array.from({ length: 30 }, (_, index) => `bucket-${String(index).padStart(2, '0')}`);
    let made = 0;
    let answer = await gateway.send('PUT', `/${names[0]!}`);
    while (answer.status === 200) {
      made += 1;
      answer = await gateway.send('PUT', `/${names[made]!}`);
    }
    expect(errorOf(answer)).toEqual({ ...FULL, BucketName: names[made] });
    const { Buckets } = documentOf(await gateway.send('GET', '/'), 'ListAllMyBucketsResult');
    expect(Buckets).toMatchObject({ Bucket: names.slice(0, made).map((Name) => ({ Name })) });
    await gateway.send('DELETE', `/${names[0]!}`).expect(204);
    await gateway.send('PUT', `/${names[made]!}`).expect(200);
  });
});

describeWithMount('a posix gateway on a read-only disk', () => {
  let disk: SmallFileSystem;
  let gateway: TestGateway;
  let id: string;

  beforeAll(async () => {
    disk = SmallFileSystem.mount('size=8m');
    gateway = await TestGateway.start({ backend: 'posix', posix: { root: disk.path } });
    await gateway.send('PUT', '/photos').expect(200);
    await gateway.send('PUT', '/empty').expect(200);
    await gateway.send('PUT', '/photos/a', { body: 'hello' }).expect(200);
    id = await createUpload(gateway, '/photos/parts');
    await gateway.send('PUT', `/photos/parts?partNumber=1&uploadId=${id}`, { body: 'part' }).expect(200);
    disk.remount('ro');
  });
  afterAll(async () => {
    await gateway.application.close();
    disk.unmount();
  });

  it.each([
    ['PUT', '/another', undefined],
    ['DELETE', '/empty', undefined],
    ['PUT', '/photos/b', 'x'],
    ['PUT', '/photos/a', 'x'],
    ['DELETE', '/photos/a', undefined],
    ['PUT', '/photos/a?tagging', '<Tagging><TagSet/></Tagging>'],
    ['DELETE', '/photos/a?tagging', undefined],
    ['POST', '/photos/b?uploads', undefined],
    ['PUT', '/photos/parts?partNumber=1&uploadId=ID', 'x'],
    ['DELETE', '/photos/parts?uploadId=ID', undefined],
    [
      'POST',
      '/photos/parts?uploadId=ID',
      '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>',
    ],
  ])('refuses %s %s', async (method, path, body) => {
    const answer = await gateway.send(method, path.replace('ID', id), { body });
    expect(errorOf(answer)).toMatchObject(READ_ONLY);
  });

  it('refuses copies, and keys of DeleteObjects one by one', async () => {
    const headers = { 'x-amz-copy-source': '/photos/a' };
    expect(errorOf(await gateway.send('PUT', '/photos/copy', { headers }))).toMatchObject(READ_ONLY);
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    const md5 = { 'content-md5': createHash('md5').update(body).digest('base64') };
    const answer = await gateway.send('POST', '/photos?delete', { body, headers: md5 });
    expect(documentOf(answer, 'DeleteResult')).toEqual({
      Error: { Key: 'a', Code: READ_ONLY.Code, Message: READ_ONLY.Message },
    });
  });

  it('reads and lists, and writes again when it may', async () => {
    expect((await gateway.send('GET', '/photos/a')).body.toString()).toBe('hello');
    expect((await gateway.send('GET', '/photos')).status).toBe(200);
    expect((await gateway.send('GET', `/photos/parts?uploadId=${id}`)).status).toBe(200);
    disk.remount('rw');
    expect((await gateway.send('PUT', '/photos/b', { body: 'x' })).status).toBe(200);
    expect((await gateway.send('DELETE', `/photos/parts?uploadId=${id}`)).status).toBe(204);
    expect(await temporaryFiles(disk.path)).toEqual([]);
  });
});
