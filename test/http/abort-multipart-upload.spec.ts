import { errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, completion, createUpload, uploadPart, useGateway } from '../support/http-subject.js';

const NO_UPLOAD = {
  status: 404,
  Code: 'NoSuchUpload',
  Message:
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
};

describe.each(BACKENDS)('AbortMultipartUpload on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const abort = (path: string, headers: Record<string, string> = {}) =>
    gateway().send('DELETE', path, { headers });

  it('ends an upload and forgets its parts', async () => {
    const id = await createUpload(gateway(), '/photos/a/b');
    const part = `/photos/a/b?partNumber=1&uploadId=${id}`;
    const etag = await uploadPart(gateway(), part, 'hello');
    const answer = await abort(`/photos/a/b?uploadId=${id}`);
    expect(answer.status).toBe(204);
    expectIds(answer);
    expect(answer.body).toHaveLength(0);
    expect(ownHeaders(answer)).toEqual({});
    const body = completion([{ number: 1, etag }]);
    expect(errorOf(await gateway().send('GET', `/photos/a/b?uploadId=${id}`))).toMatchObject(NO_UPLOAD);
    expect(errorOf(await gateway().send('PUT', part, { body: 'again' }))).toMatchObject(NO_UPLOAD);
    expect(errorOf(await gateway().send('POST', `/photos/a/b?uploadId=${id}`, { body }))).toMatchObject(
      NO_UPLOAD,
    );
    await gateway().send('HEAD', '/photos/a/b').expect(404);
    await gateway().send('DELETE', '/photos').expect(204);
    await gateway().send('PUT', '/photos').expect(200);
  });

  it('leaves the object of that key and its other uploads alone', async () => {
    await gateway().send('PUT', '/photos/kept', { body: 'hello' }).expect(200);
    const [first, second] = [
      await createUpload(gateway(), '/photos/kept'),
      await createUpload(gateway(), '/photos/kept'),
    ];
    const etag = await uploadPart(gateway(), `/photos/kept?partNumber=1&uploadId=${second}`, 'other');
    await abort(`/photos/kept?uploadId=${first}`).expect(204);
    expect((await gateway().send('GET', '/photos/kept')).body.toString()).toBe('hello');
    const body = completion([{ number: 1, etag }]);
    await gateway().send('POST', `/photos/kept?uploadId=${second}`, { body }).expect(200);
    expect((await gateway().send('GET', '/photos/kept')).body.toString()).toBe('other');
  });

  it('knows no upload twice, none of another key, and none that was completed', async () => {
    const id = await createUpload(gateway(), '/photos/c');
    expect(errorOf(await abort(`/photos/other?uploadId=${id}`))).toMatchObject(NO_UPLOAD);
    expect(errorOf(await abort('/photos/c?uploadId=../..'))).toMatchObject(NO_UPLOAD);
    await abort(`/photos/c?uploadId=${id}`).expect(204);
    expect(errorOf(await abort(`/photos/c?uploadId=${id}`))).toMatchObject(NO_UPLOAD);
    const done = await createUpload(gateway(), '/photos/c');
    const etag = await uploadPart(gateway(), `/photos/c?partNumber=1&uploadId=${done}`, 'hello');
    const body = completion([{ number: 1, etag }]);
    await gateway().send('POST', `/photos/c?uploadId=${done}`, { body }).expect(200);
    expect(errorOf(await abort(`/photos/c?uploadId=${done}`))).toMatchObject(NO_UPLOAD);
    await gateway().send('HEAD', '/photos/c').expect(200);
  });

  it('needs its bucket and permission', async () => {
    expect(errorOf(await abort('/absent/a?uploadId=x'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
      BucketName: 'absent',
    });
    const id = await createUpload(gateway(), '/photos/d');
    const stranger = await gateway().send('DELETE', `/photos/d?uploadId=${id}`, { as: null });
    expect(errorOf(stranger)).toMatchObject({ status: 403, Code: 'AccessDenied' });
    await gateway().send('GET', `/photos/d?uploadId=${id}`).expect(200);
    await abort(`/photos/d?uploadId=${id}`).expect(204);
  });

  it('keeps an upload that was begun at another time than the request names', async () => {
    const id = await createUpload(gateway(), '/photos/e');
    const headers = { 'x-amz-if-match-initiated-time': 'Tue, 01 Jan 2019 00:00:00 GMT' };
    expect(errorOf(await abort(`/photos/e?uploadId=${id}`, headers))).toMatchObject({
      status: 412,
      Code: 'PreconditionFailed',
    });
    await abort(`/photos/e?uploadId=${id}`).expect(204);
  });
});
