import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { errorOf, expectIds } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

describe.each(BACKENDS)('GetBucketLocation on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  it('is empty for us-east-1', async () => {
    const answer = await gateway().send('GET', '/photos?location').expect(200);
    expectIds(answer);
    expect(answer.body.toString()).toMatch(
      /<LocationConstraint xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/"(\/>|><\/LocationConstraint>)$/,
    );
  });

  it('refuses a bucket that is not there', async () => {
    expect(errorOf(await gateway().send('GET', '/absent?location'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });

  it('names any other region', async () => {
    const other = await TestGateway.start({ backend, server: { region: 'eu-west-1' } });
    const send = (method: string, path: string) => {
      const headers = signRequest({ method, url: `${other.url}${path}`, region: 'eu-west-1', ...ROOT });
      return other.send(method, path, { headers, as: null });
    };
    await send('PUT', '/photos').expect(200);
    const answer = await send('GET', '/photos?location').expect(200);
    expect(answer.body.toString()).toContain('>eu-west-1</LocationConstraint>');
    await other.stop();
  });
});
