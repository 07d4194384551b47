import { signRequest, type RequestToSign } from '../../src/auth/sigv4/sign-request.js';
import { errorOf, expectIds } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';
import { ROOT } from '../support/test-gateway.js';

const MINUTE = 60_000;

describe('authentication by header', () => {
  const gateway = useGateway({}, 'photos');
  const signed = (more: Partial<RequestToSign> = {}, path = '/photos'): Record<string, string> =>
    signRequest({ method: 'GET', url: `${gateway().url}${path}`, region: 'us-east-1', ...ROOT, ...more });
  const send = (headers: Record<string, string>, path = '/photos', method = 'GET') =>
    gateway().send(method, path, { headers, as: null });
  const withAuthorization = (change: (value: string) => string): Record<string, string> => {
    const headers = signed();
    return { ...headers, authorization: change(headers['authorization']!) };
  };

  it('takes a signature within fifteen minutes of either side', async () => {
    expect((await send(signed())).status).toBe(200);
    expect((await send(signed({ now: Date.now() - 14 * MINUTE }))).status).toBe(200);
    expect((await send(signed({ now: Date.now() + 14 * MINUTE }))).status).toBe(200);
  });

  it.each([-16, 16])('refuses a clock that is %i minutes off', async (minutes) => {
    const headers = signed({ now: Date.now() + minutes * MINUTE });
    expect(errorOf(await send(headers))).toEqual({
      status: 403,
      Code: 'RequestTimeTooSkewed',
      Message: 'The difference between the request time and the current time is too large.',
      RequestTime: headers['x-amz-date'],
      ServerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      MaxAllowedSkewMilliseconds: '900000',
    });
  });

  it('refuses a wrong secret, and says what it signed itself but never the secret', async () => {
    const answer = await send(signed({ secret: 'wrong' }));
    const error = errorOf(answer);
    expect(error).toMatchObject({
      status: 403,
      Code: 'SignatureDoesNotMatch',
      Message:
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      AWSAccessKeyId: ROOT.access,
      SignatureProvided: expect.stringMatching(/^[0-9a-f]{64}$/),
      StringToSign: expect.stringMatching(/^AWS4-HMAC-SHA256\n/),
      CanonicalRequest: expect.stringMatching(/^GET\n\/photos\n\n/),
      StringToSignBytes: expect.stringMatching(/^41 57 53 34 /),
      CanonicalRequestBytes: expect.stringMatching(/^47 45 54 /),
    });
    expect(answer.body.toString()).not.toContain(ROOT.secret);
  });

  it('refuses a request that was changed after signing', async () => {
    const error = { status: 403, Code: 'SignatureDoesNotMatch' };
    expect(errorOf(await send(signed(), '/photos?prefix=x'))).toMatchObject(error);
    expect(errorOf(await send(signed(), '/other'))).toMatchObject(error);
    expect(errorOf(await send(signed({ method: 'PUT' })))).toMatchObject(error);
    const header = signed({ headers: { 'x-amz-meta-a': '1' } });
    expect(errorOf(await send({ ...header, 'x-amz-meta-a': '2' }))).toMatchObject(error);
  });

  it('refuses an access key that nobody has', async () => {
    expect(errorOf(await send(signed({ access: 'NOBODY' })))).toEqual({
      status: 403,
      Code: 'InvalidAccessKeyId',
      Message: 'The AWS Access Key Id you provided does not exist in our records.',
      AWSAccessKeyId: 'NOBODY',
    });
  });

  it('refuses another region and names its own', async () => {
    expect(errorOf(await send(signed({ region: 'eu-west-1' })))).toEqual({
      status: 400,
      Code: 'AuthorizationHeaderMalformed',
      Message:
        "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
      Region: 'us-east-1',
    });
  });

  it('refuses x-amz headers that were not signed', async () => {
    expect(errorOf(await send({ ...signed(), 'x-amz-meta-late': '1', 'x-amz-acl': 'private' }))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'There were headers present in the request which were not signed',
      HeadersNotSigned: 'x-amz-meta-late, x-amz-acl',
    });
  });

  it('lets other headers be unsigned', async () => {
    expect((await send({ ...signed(), 'x-forwarded-for': '1.2.3.4', range: 'bytes=0-1' })).status).toBe(200);
  });

  it.each([
    ['AWS4-HMAC-SHA256', 400, 'InvalidArgument'],
    ['AWS4-HMAC-SHA256 Credential=a', 400, 'AuthorizationHeaderMalformed'],
    ['AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=', 400, 'AuthorizationHeaderMalformed'],
    [
      'AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=a',
      400,
      'AuthorizationHeaderMalformed',
    ],
    ['Bearer token', 400, 'InvalidArgument'],
    ['AWS AKID:signature', 400, 'InvalidRequest'],
    ['AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=b', 501, 'NotImplemented'],
  ])('refuses the header %j', async (value, status, code) => {
    const answer = await send(withAuthorization(() => value));
    expectIds(answer);
    expect(errorOf(answer)).toMatchObject({ status, Code: code });
  });

  it.each(['', 'abc', 'z'.repeat(64), '0'.repeat(63), '0'.repeat(65)])(
    'refuses %j as a signature',
    async (signature) => {
      const headers = withAuthorization((value) => value.replace(/Signature=.*/, `Signature=${signature}`));
      expect((await send(headers)).status).toBe(signature === '' ? 400 : 403);
    },
  );

  it('looks at the date before the components', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=a';
    expect(errorOf(await send({ authorization }))).toMatchObject({ status: 403, Code: 'AccessDenied' });
    const headers = { authorization, 'x-amz-date': '20200101T000000Z' };
    expect(errorOf(await send(headers))).toMatchObject({ status: 403, Code: 'RequestTimeTooSkewed' });
  });

  it('takes an empty header for none', async () => {
    expect(errorOf(await send({ authorization: '' }))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Access Denied',
    });
  });

  it('says what to use in place of version 2', async () => {
    expect(errorOf(await send({ authorization: 'AWS AKID:signature' }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    });
  });

  it('wants a date and a digest of the body', async () => {
    const { 'x-amz-date': _date, ...undated } = signed();
    expect(errorOf(await send(undated))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
    const { 'x-amz-content-sha256': _digest, ...undigested } = signed();
    expect(errorOf(await send(undigested))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: x-amz-content-sha256',
    });
    expect(errorOf(await send(signed({ payloadHash: 'SOMETHING' })))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      ArgumentName: 'x-amz-content-sha256',
      ArgumentValue: 'SOMETHING',
    });
  });

  it('refuses session tokens, and does not repeat them', async () => {
    const answer = await send(signed({ headers: { 'x-amz-security-token': 'secret-token' } }));
    expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'InvalidToken' });
    expect(answer.body.toString()).not.toContain('secret-token');
  });

  it('answers a HEAD that it refuses without a body', async () => {
    const answer = await send(signed({ method: 'HEAD', secret: 'wrong' }), '/photos', 'HEAD');
    expect(answer.status).toBe(403);
    expectIds(answer);
  });
});

describe('callers without a signature', () => {
  const gateway = useGateway({}, 'photos');

  it.each([
    ['GET', '/'],
    ['PUT', '/new-bucket'],
    ['GET', '/photos'],
    ['GET', '/photos/a'],
    ['PUT', '/photos/a'],
    ['DELETE', '/photos/a'],
    ['POST', '/photos?delete'],
  ])('may not %s %s, and learn nothing of what is there', async (method, path) => {
    expect(errorOf(await gateway().send(method, path, { as: null }))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Access Denied',
    });
  });

  it('learn that a bucket is not there, as from S3', async () => {
    expect(errorOf(await gateway().send('GET', '/absent', { as: null }))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });
});
