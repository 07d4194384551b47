import { errorOf } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
    },
  ],
});

describe.each(BACKENDS)('requests without a signature on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const refusal = async (request: string, headers: Record<string, string> = {}) => {
    const [method = '', target = ''] = request.split(' ');
    return errorOf(await gateway().send(method, target, { headers, as: null }));
  };
  const denied = (Message: string) => ({ status: 403, Code: 'AccessDenied', Message });

  describe.each([
    ['a private bucket', undefined],
    ['a bucket whose policy allows everything', POLICY],
  ])('of %s', (_, policy) => {
    beforeEach(async () => {
      await (policy === undefined
        ? gateway().send('DELETE', '/photos?policy').expect(204)
        : gateway().send('PUT', '/photos?policy', { body: policy }).expect(204));
    });

    it.each<[string, Record<string, string>, string]>([
      [
        'POST /photos/a?uploads',
        {},
        'Anonymous users cannot initiate multipart uploads.  Please authenticate.',
      ],
      [
        'PUT /photos/a',
        { 'x-amz-copy-source': '/photos/b' },
        'Anonymous users cannot copy objects.  Please authenticate.',
      ],
      [
        'GET /photos?ownershipControls',
        {},
        's3:GetBucketOwnershipControls does not support Anonymous requests!',
      ],
      [
        'PUT /photos?ownershipControls',
        {},
        's3:PutBucketOwnershipControls does not support Anonymous requests!',
      ],
      ['PUT /photos?policy', {}, 'Access Denied'],
    ])('are refused for %s with %j: %s', async (request, headers, message) => {
      expect(await refusal(request, headers)).toEqual(denied(message));
    });
  });

  it('hear no more than that of a private object', async () => {
    await gateway().send('DELETE', '/photos?policy').expect(204);
    expect(await refusal('GET /photos/a')).toEqual(denied('Access Denied'));
  });
});
