import { EMPTY, exampleAuthentication, HOST, incoming } from '../../test/support/aws-examples.js';
import { ANONYMOUS } from './caller.js';

const PLAIN: [string, string][] = [['Host', HOST]];
const TWO_MECHANISMS =
  'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
const OUTDATED =
  'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';

const authenticate = async (
  target: string,
  headers: [string, string][],
  takesObjectData = true,
): Promise<ReturnType<typeof incoming>> => {
  const request = incoming('PUT', target, [...PLAIN, ...headers], takesObjectData);
  await exampleAuthentication().authenticate(request);
  return request;
};

describe('Authentication', () => {
  it.each(['/b/k', '/b/k?prefix=X-Amz-', '/b?Signature=1', '/b?Expires=1'])(
    'takes %s without a signature for anonymous',
    async (target) => {
      const request = await authenticate(target, []);
      expect(request.caller).toBe(ANONYMOUS);
      expect(request.payload).toEqual({ kind: 'unsigned' });
    },
  );

  it.each([
    ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'unsigned-chunks', trailer: true }],
    [EMPTY.toUpperCase(), { kind: 'sha256', digest: EMPTY }],
  ])('lets anonymous callers protect the body by %s', async (value, mode) => {
    expect((await authenticate('/b/k', [['x-amz-content-sha256', value]])).payload).toEqual(mode);
  });

  it.each(['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'])(
    'refuses %s of anonymous callers',
    async (value) => {
      await expect(authenticate('/b/k', [['x-amz-content-sha256', value]])).rejects.toMatchObject({
        code: 'InvalidRequest',
        message:
          "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.",
      });
    },
  );

  it.each([
    ['nonsense', true, 'InvalidArgument'],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', false, 'InvalidRequest'],
  ])('refuses the payload %s of anonymous callers (object data: %s)', async (value, takesData, code) => {
    await expect(authenticate('/b/k', [['x-amz-content-sha256', value]], takesData)).rejects.toMatchObject({
      code,
    });
  });

  it.each([
    '/b?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '/b?X-Amz-Signature=0',
    '/b?AWSAccessKeyId=k&Expires=1&Signature=s',
  ])('refuses a header and %s together', async (target) => {
    await expect(authenticate(target, [['Authorization', 'AWS4-HMAC-SHA256 x']])).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: TWO_MECHANISMS,
      details: { ArgumentName: 'Authorization', ArgumentValue: 'AWS4-HMAC-SHA256 x' },
    });
  });

  it('does not serve version 2 signatures, in header or query', async () => {
    const outdated = { code: 'InvalidRequest', message: OUTDATED };
    await expect(authenticate('/b', [['Authorization', 'AWS k:s']])).rejects.toMatchObject(outdated);
    await expect(authenticate('/b?AWSAccessKeyId=k&Expires=1&Signature=s', [])).rejects.toMatchObject(
      outdated,
    );
  });
});
