import { errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('DeleteBucket on %s', (backend) => {
  const gateway = useGateway({ backend }, 'empty', 'full');

  it('deletes an empty bucket', async () => {
    const answer = await gateway().send('DELETE', '/empty');
    expect(answer.status).toBe(204);
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({});
    await gateway().send('HEAD', '/empty').expect(404);
    await gateway().send('PUT', '/empty').expect(200);
  });

  it('keeps one that holds an object, and deletes it when that is gone', async () => {
    await gateway().send('PUT', '/full/a/b', { body: 'x' }).expect(200);
    expect(errorOf(await gateway().send('DELETE', '/full'))).toEqual({
      status: 409,
      Code: 'BucketNotEmpty',
      Message: 'The bucket you tried to delete is not empty',
      BucketName: 'full',
    });
    await gateway().send('DELETE', '/full/a/b').expect(204);
    await gateway().send('DELETE', '/full').expect(204);
  });

  it('refuses one that is not there', async () => {
    expect(errorOf(await gateway().send('DELETE', '/absent'))).toEqual({
      status: 404,
      Code: 'NoSuchBucket',
      Message: 'The specified bucket does not exist',
      BucketName: 'absent',
    });
  });
});
