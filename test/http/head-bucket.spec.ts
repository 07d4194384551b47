import { expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('HeadBucket on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  it('says that the bucket is there, and its region', async () => {
    const answer = await gateway().send('HEAD', '/photos');
    expect(answer.status).toBe(200);
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({
      'x-amz-bucket-region': 'us-east-1',
      'x-amz-access-point-alias': 'false',
      'content-length': '0',
    });
  });

  it('says that it is not there', async () => {
    const answer = await gateway().send('HEAD', '/absent');
    expect(answer.status).toBe(404);
    expectIds(answer);
  });

  it('tells its region also to those who may not see it', async () => {
    const answer = await gateway().send('HEAD', '/photos', { as: null });
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amz-bucket-region']).toBe('us-east-1');
  });
});
