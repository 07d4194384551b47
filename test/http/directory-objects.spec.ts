import { documentOf, errorOf, type PlainElement } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';
import { md5 } from '../support/object-body.js';

describe('keys that are directories on posix', () => {
  const gateway = useGateway({ backend: 'posix' }, 'photos');
  const put = (path: string, body = '') =>
    gateway().send('PUT', path, { body, headers: { 'content-length': String(body.length) } });
  const keys = async (): Promise<unknown[]> => {
    const list = documentOf(await gateway().send('GET', '/photos'), 'ListBucketResult');
    return [list['Contents'] ?? []].flat().map((content) => (content as PlainElement)['Key']);
  };

  afterEach(async () => {
    for (const key of (await keys()).toReversed())
      await gateway()
        .send('DELETE', `/photos/${key as string}`)
        .expect(204);
  });

  it('are objects without bytes', async () => {
    expect((await put('/photos/a/')).status).toBe(200);
    expect(await keys()).toEqual(['a/']);
    const read = await gateway().send('GET', '/photos/a/').expect(200);
    expect(read.body).toHaveLength(0);
    expect(read.headers).toMatchObject({ 'content-type': 'application/x-directory', etag: `"${md5('')}"` });
    expect((await gateway().send('DELETE', '/photos/a/')).status).toBe(204);
  });

  it('take no bytes', async () => {
    expect(errorOf(await put('/photos/a/', 'hello'))).toMatchObject({
      status: 400,
      Code: 'DirectoryObjectContainsData',
      Message: 'Directory object contains data payload.',
    });
  });

  it('cannot be where an object is, nor an object where they are', async () => {
    await put('/photos/file', 'hello').expect(200);
    expect(errorOf(await put('/photos/file/below', 'x'))).toMatchObject({
      status: 409,
      Code: 'ObjectParentIsFile',
      Message: 'Object parent already exists as a file.',
    });
    await put('/photos/folder/below', 'x').expect(200);
    expect(errorOf(await put('/photos/folder', 'x'))).toMatchObject({
      status: 409,
      Code: 'ExistingObjectIsDirectory',
      Message: 'Existing Object is a directory.',
    });
    expect((await gateway().send('GET', '/photos/folder')).status).toBe(404);
    expect((await gateway().send('GET', '/photos/file/')).status).toBe(404);
  });

  it('go when their last object goes', async () => {
    await put('/photos/a/b/c', 'x').expect(200);
    await gateway().send('DELETE', '/photos/a/b/c').expect(204);
    expect((await put('/photos/a', 'now a file')).status).toBe(200);
  });

  it('stay when they were put', async () => {
    await put('/photos/a/').expect(200);
    await put('/photos/a/b', 'x').expect(200);
    await gateway().send('DELETE', '/photos/a/b').expect(204);
    expect(await keys()).toEqual(['a/']);
  });

  it.each([`/photos/${'s'.repeat(256)}`, `/photos/a/${'s'.repeat(256)}`])(
    'have names of 255 bytes at most',
    async (path) => {
      expect(errorOf(await put(path, 'x'))).toMatchObject({
        status: 400,
        Code: 'KeyTooLongError',
        Message: 'Your key is too long',
      });
    },
  );

  it.each(['/photos/a//b', '/photos/.sgwtmp/a', '/photos/.sgwtmp'])('are refused as %s', async (path) => {
    expect(errorOf(await put(path, 'x'))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      ArgumentName: 'key',
    });
  });
});
