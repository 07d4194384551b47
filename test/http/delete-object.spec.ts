import { md5 } from '../support/object-body.js';
import { errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('DeleteObject on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = () => gateway().send('PUT', '/photos/a/b/c', { body: 'hello' }).expect(200);
  const remove = (headers: Record<string, string> = {}, path = '/photos/a/b/c') =>
    gateway().send('DELETE', path, { headers });

  it('deletes, and answers the same where nothing is', async () => {
    await put();
    for (let time = 0; time < 2; time += 1) {
      const answer = await remove();
      expect(answer.status).toBe(204);
      expectIds(answer);
      expect(answer.body).toHaveLength(0);
      expect(ownHeaders(answer)).toEqual({});
    }
    await gateway().send('GET', '/photos/a/b/c').expect(404);
  });

  it('says which bucket is missing', async () => {
    expect(errorOf(await remove({}, '/absent/a'))).toEqual({
      status: 404,
      Code: 'NoSuchBucket',
      Message: 'The specified bucket does not exist',
      BucketName: 'absent',
    });
  });

  it('deletes under a condition that holds', async () => {
    await put();
    const headers = { 'if-match': `"${md5('hello')}"`, 'x-amz-if-match-size': '5' };
    expect((await remove(headers)).status).toBe(204);
    await gateway().send('HEAD', '/photos/a/b/c').expect(404);
  });

  it.each([
    [{ 'if-match': '"other"' }, 'If-Match'],
    [{ 'x-amz-if-match-size': '6' }, 'x-amz-if-match-size'],
    [
      { 'x-amz-if-match-last-modified-time': 'Tue, 01 Jan 2019 00:00:00 GMT' },
      'x-amz-if-match-last-modified-time',
    ],
  ])('keeps the object under %j', async (headers, condition) => {
    await put();
    expect(errorOf(await remove(headers as Record<string, string>))).toMatchObject({
      status: 412,
      Code: 'PreconditionFailed',
      Condition: condition,
    });
    await gateway().send('HEAD', '/photos/a/b/c').expect(200);
  });

  it('refuses conditions that cannot be read', async () => {
    expect(errorOf(await remove({ 'x-amz-if-match-size': 'five' }))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Invalid Argument',
      ArgumentName: 'x-amz-if-match-size',
      ArgumentValue: 'five',
    });
  });

  it('knows no versions but null', async () => {
    await put();
    expect((await remove({}, `/photos/a/b/c?versionId=${'0'.repeat(32)}`)).status).toBe(204);
    expect(errorOf(await remove({}, '/photos/a/b/c?versionId=abc'))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
    });
    await gateway().send('HEAD', '/photos/a/b/c').expect(200);
    expect((await remove({}, '/photos/a/b/c?versionId=null')).status).toBe(204);
    await gateway().send('HEAD', '/photos/a/b/c').expect(404);
  });
});
