import { documentOf, errorOf, type PlainElement } from '../support/answer.js';
import { BACKENDS, completion, createUpload, useGateway } from '../support/http-subject.js';
import { makeBucket, putVersion, setVersioning, withMd5 } from '../support/locked-bucket.js';

describe.each(BACKENDS)('versions of an object on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain');
  let count = 0;
  let path: string;
  const send = (method: string, query = '', headers: Record<string, string> = {}) =>
    gateway().send(method, `${path}${query}`, { headers });
  const text = async (query = ''): Promise<string> => {
    const answer = await send('GET', query);
    return answer.status === 200 ? (answer.body as Buffer).toString() : String(answer.status);
  };
  const put = (body: string) => putVersion(gateway(), path, body);

  beforeAll(() => makeBucket(gateway(), 'photos'));
  beforeEach(() => {
    path = `/photos/object-${++count}`;
  });

  it('are all kept, each under an id of its own', async () => {
    const ids = [await put('one'), await put('two'), await put('three')];
    expect(new Set(ids).size).toBe(3);
    expect(await text()).toBe('three');
    expect(await Promise.all(ids.map((id) => text(`?versionId=${id}`)))).toEqual(['one', 'two', 'three']);
    for (const [method, query, id] of [
      ['GET', '', ids[2]],
      ['HEAD', '', ids[2]],
      ['HEAD', `?versionId=${ids[0]}`, ids[0]],
      ['GET', `?tagging&versionId=${ids[1]}`, ids[1]],
    ] as const) {
      expect((await send(method, query)).headers['x-amz-version-id']).toBe(id);
    }
    const etag = (await send('HEAD')).headers['etag'] as string;
    const unchanged = await send('GET', '', { 'if-none-match': etag });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers['x-amz-version-id']).toBe(ids[2]);
  });

  it('stand behind a delete marker, which goes as it came', async () => {
    const id = await put('kept');
    const deleted = await send('DELETE');
    expect(deleted.status).toBe(204);
    expect(deleted.headers['x-amz-delete-marker']).toBe('true');
    const marker = deleted.headers['x-amz-version-id'] as string;
    expect(marker).not.toBe(id);

    const missing = await send('GET');
    expect(errorOf(missing)).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(missing.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
    const head = await send('HEAD');
    expect(head.status).toBe(404);
    expect(head.headers['x-amz-delete-marker']).toBe('true');
    expect(await text(`?versionId=${id}`)).toBe('kept');

    const removed = await send('DELETE', `?versionId=${marker}`);
    expect(removed.status).toBe(204);
    expect(removed.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
    expect(await text()).toBe('kept');
  });

  it('that are delete markers are read by nobody', async () => {
    await put('x');
    const marker = (await send('DELETE')).headers['x-amz-version-id'] as string;
    const answer = await send('GET', `?versionId=${marker}`);
    expect(errorOf(answer)).toMatchObject({
      status: 405,
      Code: 'MethodNotAllowed',
      Message: 'The specified method is not allowed against this resource.',
      ResourceType: 'DeleteMarker',
    });
    expect(answer.headers).toMatchObject({
      allow: 'DELETE',
      'x-amz-delete-marker': 'true',
      'x-amz-version-id': marker,
    });
    expect((await send('HEAD', `?versionId=${marker}`)).status).toBe(405);
    const attributes = await send('GET', '?attributes', { 'x-amz-object-attributes': 'ETag' });
    expect(errorOf(attributes)).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(attributes.headers['x-amz-delete-marker']).toBe('true');
    const tags = await send('GET', `?tagging&versionId=${marker}`);
    expect(errorOf(tags)).toMatchObject({ status: 405, Code: 'MethodNotAllowed' });
  });

  it('go for good when they are named, and the one before comes back', async () => {
    const [first, second] = [await put('one'), await put('two')];
    const answer = await send('DELETE', `?versionId=${second}`);
    expect(answer.status).toBe(204);
    expect(answer.headers['x-amz-version-id']).toBe(second);
    expect(answer.headers['x-amz-delete-marker']).toBeUndefined();
    expect(await text()).toBe('one');
    expect(errorOf(await send('GET', `?versionId=${second}`))).toEqual({
      status: 404,
      Code: 'NoSuchVersion',
      Message: 'The specified version does not exist.',
      Key: path.slice('/photos/'.length),
      VersionId: second,
    });
    await send('DELETE', `?versionId=${first}`);
    const gone = await send('GET');
    expect(errorOf(gone)).toMatchObject({ Code: 'NoSuchKey' });
    expect(gone.headers['x-amz-delete-marker']).toBeUndefined();
  });

  it('have tags and attributes of their own', async () => {
    const [first, second] = [await put('one'), await put('two!')];
    const body = '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>';
    const tagged = await gateway().send('PUT', `${path}?tagging&versionId=${first}`, { body });
    expect(tagged.headers['x-amz-version-id']).toBe(first);
    expect((await send('HEAD')).headers['x-amz-tagging-count']).toBeUndefined();
    expect((await send('HEAD', `?versionId=${first}`)).headers['x-amz-tagging-count']).toBe('1');
    const removed = await send('DELETE', '?tagging');
    expect(removed.headers['x-amz-version-id']).toBe(second);
    for (const [id, ObjectSize] of [
      [first, '3'],
      [second, '4'],
    ]) {
      const answer = await send('GET', `?attributes&versionId=${id}`, {
        'x-amz-object-attributes': 'ObjectSize',
      });
      expect(answer.headers['x-amz-version-id']).toBe(id);
      expect(documentOf(answer, 'GetObjectAttributesResponse')).toEqual({ ObjectSize });
    }
  });

  it('are copied from and to', async () => {
    const [first, second] = [await put('one'), await put('two')];
    const copy = (source: string) =>
      gateway().send('PUT', `${path}-copy`, { headers: { 'x-amz-copy-source': source } });
    const old = await copy(`${path}?versionId=${first}`);
    expect(old.headers['x-amz-copy-source-version-id']).toBe(first);
    const current = await copy(path);
    expect(current.headers['x-amz-copy-source-version-id']).toBe(second);
    const ids = [old, current].map(({ headers }) => headers['x-amz-version-id'] as string);
    expect(new Set([first, second, ...ids]).size).toBe(4);
    path += '-copy';
    expect(await Promise.all(ids.map((id) => text(`?versionId=${id}`)))).toEqual(['one', 'two']);
    const back = await gateway().send('PUT', path, {
      headers: { 'x-amz-copy-source': `${path}?versionId=${ids[0]}` },
    });
    expect(back.status).toBe(200);
    expect(await text()).toBe('one');
  });

  it('are copied by nobody who names none', async () => {
    const id = await put('x');
    const uploadId = await createUpload(gateway(), path);
    for (const query of ['', `?partNumber=1&uploadId=${uploadId}`]) {
      const copy = (version: string) =>
        gateway().send('PUT', `${path}${query}`, {
          headers: { 'x-amz-copy-source': `${path}?versionId=${version}` },
        });
      expect(errorOf(await copy(''))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message: 'Version id cannot be the empty string',
        ArgumentName: 'x-amz-copy-source',
        ArgumentValue: '',
      });
      expect(errorOf(await copy('abc'))).toEqual(
        query === ''
          ? { status: 400, Code: 'InvalidRequest', Message: 'Invalid Request' }
          : {
              status: 400,
              Code: 'InvalidArgument',
              Message: 'Invalid version id specified',
              ArgumentName: 'x-amz-copy-source',
              ArgumentValue: 'abc',
            },
      );
      expect(errorOf(await copy('0'.repeat(32)))).toMatchObject({ status: 404, Code: 'NoSuchVersion' });
      const marker = (await send('DELETE')).headers['x-amz-version-id'] as string;
      expect(errorOf(await copy(marker))).toEqual({
        status: 400,
        Code: 'InvalidRequest',
        Message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
      });
      expect((await copy(id)).status).toBe(200);
    }
    await gateway().send('DELETE', `${path}?uploadId=${uploadId}`).expect(204);
  });

  it('are made of parts, and parts of versions', async () => {
    const [first] = [await put('one'), await put('two')];
    const uploadId = await createUpload(gateway(), path);
    const part = await gateway().send('PUT', `${path}?partNumber=1&uploadId=${uploadId}`, {
      headers: { 'x-amz-copy-source': `${path}?versionId=${first}` },
    });
    expect(part.headers['x-amz-copy-source-version-id']).toBe(first);
    const etag = documentOf(part, 'CopyPartResult')['ETag'] as string;
    const done = await gateway().send('POST', `${path}?uploadId=${uploadId}`, {
      body: completion([{ number: 1, etag }]),
    });
    expect(done.status).toBe(200);
    const id = done.headers['x-amz-version-id'] as string;
    expect((await send('HEAD')).headers['x-amz-version-id']).toBe(id);
    expect(await text()).toBe('one');
    expect(await text(`?versionId=${first}`)).toBe('one');
  });

  it.each([
    ['', 'Version id cannot be the empty string', ''],
    ['abc', 'Invalid version id specified', 'abc'],
    ['NULL', 'Invalid version id specified', 'NULL'],
    ['F'.repeat(32), 'Invalid version id specified', 'F'.repeat(32)],
    ['v'.repeat(1025), 'Invalid version id specified', 'v'.repeat(1024)],
    ['a%00b', 'Invalid version id specified', 'a?b'],
    ['a%0Ab', 'Invalid version id specified', 'a?b'],
    ['gr%C3%BCn', 'Invalid version id specified', 'gr?n'],
  ])('have no id like %j', async (id, Message, ArgumentValue) => {
    await put('x');
    for (const method of ['GET', 'DELETE']) {
      expect(errorOf(await send(method, `?versionId=${id}`))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message,
        ArgumentName: 'versionId',
        ArgumentValue,
      });
    }
    expect((await send('HEAD', `?versionId=${id}`)).status).toBe(400);
    expect(await text()).toBe('x');
  });

  it('are written under no id of the client', async () => {
    const id = await put('x');
    for (const [method, query, headers] of [
      ['PUT', '', { 'content-length': '0' }],
      ['PUT', '', { 'x-amz-copy-source': path }],
      ['POST', 'uploads&', {}],
      ['POST', 'uploadId=u&', {}],
      ['PUT', 'partNumber=1&uploadId=u&', { 'x-amz-copy-source': path }],
      ['PUT', 'partNumber=1&uploadId=u&', { 'content-length': '0' }],
    ] as const) {
      expect(errorOf(await send(method, `?${query}versionId=${id}`, headers))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message: 'This operation does not accept a version-id.',
        ArgumentName: 'versionId',
        ArgumentValue: id,
      });
    }
    expect(await text()).toBe('x');
  });

  it('that never were are missing to reads, and no loss to deletes', async () => {
    const id = await put('x');
    const never = `?versionId=${'0'.repeat(32)}`;
    expect((await send('HEAD', never)).status).toBe(404);
    expect(errorOf(await send('GET', never))).toMatchObject({ status: 404, Code: 'NoSuchVersion' });
    const absent = `?versionId=${id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`;
    expect((await send('DELETE', absent)).status).toBe(204);
    expect(await text()).toBe('x');
  });

  it('hold conditions against the newest one only', async () => {
    await put('one');
    const twice = await send('PUT', '', { 'if-none-match': '*', 'content-length': '0' });
    expect(errorOf(twice)).toMatchObject({ status: 412, Code: 'PreconditionFailed' });
    await send('DELETE');
    const again = await send('PUT', '', { 'if-none-match': '*', 'content-length': '0' });
    expect(again.status).toBe(200);
  });

  describe('under DeleteObjects', () => {
    const remove = (content: string, headers: Record<string, string> = {}) => {
      const body = `<Delete>${content}</Delete>`;
      return gateway().send('POST', '/photos?delete', { body, headers: { ...withMd5(body), ...headers } });
    };
    const entry = (id?: string): string =>
      `<Object><Key>${path.slice('/photos/'.length)}</Key>${id === undefined ? '' : `<VersionId>${id}</VersionId>`}</Object>`;

    it('are removed one by one, markers as such', async () => {
      const Key = path.slice('/photos/'.length);
      const [first, second] = [await put('one'), await put('two')];
      const made = documentOf(await remove(entry()), 'DeleteResult')['Deleted'] as PlainElement;
      const marker = made['DeleteMarkerVersionId'] as string;
      expect(made).toEqual({ Key, DeleteMarker: 'true', DeleteMarkerVersionId: marker });
      expect((await send('HEAD')).headers['x-amz-version-id']).toBe(marker);
      expect(documentOf(await remove(entry(second) + entry(marker)), 'DeleteResult')).toEqual({
        Deleted: [
          { Key, VersionId: second },
          { Key, VersionId: marker, DeleteMarker: 'true', DeleteMarkerVersionId: marker },
        ],
      });
      expect(await text()).toBe('one');
      expect(await text(`?versionId=${first}`)).toBe('one');
    });

    it('answer each bad id apart', async () => {
      const id = await put('one');
      const result = documentOf(await remove(entry('') + entry(id)), 'DeleteResult');
      expect(result).toMatchObject({
        Deleted: { VersionId: id },
        Error: { Code: 'InvalidArgument', Message: 'Version id cannot be the empty string' },
      });
      const Key = path.slice('/photos/'.length);
      expect(documentOf(await remove(entry('abc')), 'DeleteResult')).toEqual({
        Error: {
          Key,
          VersionId: 'abc',
          Code: 'NoSuchVersion',
          Message: 'The specified version does not exist.',
        },
      });
    });
  });
});

describe.each(BACKENDS)('the null version on %s', (backend) => {
  const gateway = useGateway({ backend });
  let count = 0;
  let bucket: string;
  const put = (body: string) => putVersion(gateway(), `/${bucket}/a`, body);
  const get = (query = '') => gateway().send('GET', `/${bucket}/a${query}`);
  const text = async (query = ''): Promise<string> => ((await get(query)).body as Buffer).toString();

  beforeEach(async () => {
    bucket = `bucket-${++count}`;
    await gateway().send('PUT', `/${bucket}`).expect(200);
  });

  it('is not spoken of where there never were versions', async () => {
    expect(await put('one')).toBe('');
    for (const query of ['', '?versionId=null']) {
      const answer = await get(query);
      expect(answer.status).toBe(200);
      expect(answer.headers['x-amz-version-id']).toBeUndefined();
    }
    expect(errorOf(await get(`?versionId=${'f'.repeat(32)}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
    });
    const deleted = await gateway().send('DELETE', `/${bucket}/a`);
    expect(deleted.headers['x-amz-version-id']).toBeUndefined();
    expect(deleted.headers['x-amz-delete-marker']).toBeUndefined();
  });

  it('is what was written before versions were kept', async () => {
    await put('before');
    await setVersioning(gateway(), bucket);
    expect((await get()).headers['x-amz-version-id']).toBe('null');
    const id = await put('after');
    expect(id).not.toBe('null');
    expect([await text(), await text('?versionId=null')]).toEqual(['after', 'before']);
    expect((await get('?versionId=null')).headers['x-amz-version-id']).toBe('null');
  });

  it('is replaced while versions are suspended, the others stay', async () => {
    await setVersioning(gateway(), bucket);
    const id = await put('kept');
    await setVersioning(gateway(), bucket, 'Suspended');
    expect([await put('one'), await put('two')]).toEqual(['null', 'null']);
    expect([await text(), await text('?versionId=null'), await text(`?versionId=${id}`)]).toEqual([
      'two',
      'two',
      'kept',
    ]);
    const deleted = await gateway().send('DELETE', `/${bucket}/a`);
    expect(deleted.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'null' });
    expect((await get('?versionId=null')).status).toBe(405);
    expect((await get()).status).toBe(404);
    expect(await text(`?versionId=${id}`)).toBe('kept');
    await gateway().send('DELETE', `/${bucket}/a?versionId=null`).expect(204);
    expect(await text()).toBe('kept');
  });

  it('keeps its bucket from being deleted, as any version does', async () => {
    await setVersioning(gateway(), bucket);
    const id = await put('x');
    const marker = (await gateway().send('DELETE', `/${bucket}/a`)).headers['x-amz-version-id'] as string;
    expect(errorOf(await gateway().send('DELETE', `/${bucket}`))).toMatchObject({
      status: 409,
      Code: 'BucketNotEmpty',
    });
    for (const version of [id, marker])
      await gateway().send('DELETE', `/${bucket}/a?versionId=${version}`).expect(204);
    await gateway().send('DELETE', `/${bucket}`).expect(204);
  });
});
