import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  ACCESS,
  exampleAuthentication,
  HOST,
  incoming,
  NOW,
  REGION,
  SECRET,
} from '../../../test/support/aws-examples.js';
import type { S3Error } from '../../errors/s3.error.js';

/** S3 API Reference, "Authenticating Requests: Using Query Parameters", example. */
const EXAMPLE: Readonly<Record<string, string>> = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': `${ACCESS}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request`,
  'X-Amz-Date': '20130524T000000Z',
  'X-Amz-Expires': '86400',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
};

function example(
  changes: Record<string, string | undefined> = {},
  headers: [string, string][] = [],
): ReturnType<typeof incoming> {
  const query = Object.entries({ ...EXAMPLE, ...changes })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return incoming('GET', `/test.txt?${query}`, [['Host', HOST], ...headers]);
}

const failure = (request: ReturnType<typeof incoming>, now = NOW): Promise<S3Error> =>
  exampleAuthentication(now)
    .authenticate(request)
    .then(
      () => Promise.reject(new Error('was accepted')),
      (error: unknown) => error as S3Error,
    );

describe('PresignedUrl', () => {
  it('accepts the published example', async () => {
    const request = example();
    await exampleAuthentication().authenticate(request);
    expect(request.caller).toMatchObject({
      method: 'sigv4-query',
      isRoot: true,
      account: { access: ACCESS },
    });
    expect(request.payload).toEqual({ kind: 'unsigned' });
  });

  it('does not depend on the order of the parameters', async () => {
    const { rawQuery, ...rest } = example();
    const reversed = { ...rest, rawQuery: rawQuery.split('&').reverse().join('&') };
    await exampleAuthentication().authenticate(reversed);
    expect(reversed.caller.isRoot).toBe(true);
  });

  it('accepts the URLs of the AWS SDK, whatever the key', async () => {
    const client = new S3Client({
      region: REGION,
      endpoint: 'http://localhost:7070',
      forcePathStyle: true,
      credentials: { accessKeyId: ACCESS, secretAccessKey: SECRET },
    });
    for (const Key of ['plain', 'a/b c', 'a+b=c&d', 'grün/😀', "it's(1)!*", '~-._', 'a%2Fb']) {
      for (const command of [
        new GetObjectCommand({ Bucket: 'b', Key }),
        new PutObjectCommand({ Bucket: 'b', Key }),
      ]) {
        const url = await getSignedUrl(client, command as GetObjectCommand, {
          signingDate: new Date(NOW),
          expiresIn: 60,
        });
        const method = command instanceof GetObjectCommand ? 'GET' : 'PUT';
        const request = incoming(
          method,
          url.slice('http://localhost:7070'.length),
          [['Host', 'localhost:7070']],
          true,
        );
        await exampleAuthentication().authenticate(request);
        expect(request.caller.isRoot).toBe(true);
      }
    }
  });

  it('refuses a signature over anything else', async () => {
    for (const changes of [
      { 'X-Amz-Expires': '86401' },
      { 'X-Amz-Date': '20130524T000001Z' },
      { 'X-Amz-Signature': '0'.repeat(64) },
      { 'response-content-type': 'text%2Fhtml' },
    ]) {
      expect((await failure(example(changes))).code).toBe('SignatureDoesNotMatch');
    }
  });

  it('holds until its last second, and tells when it ended', async () => {
    await exampleAuthentication(NOW + 86_400_000).authenticate(example());
    expect(await failure(example(), NOW + 86_400_001)).toMatchObject({
      code: 'AccessDenied',
      message: 'Request has expired',
      details: {
        'X-Amz-Expires': 86_400,
        Expires: '2013-05-25T00:00:00Z',
        ServerTime: '2013-05-25T00:00:00Z',
      },
    });
  });

  it('holds from its date, less the allowed skew', async () => {
    await exampleAuthentication(NOW - 900_000).authenticate(example());
    expect(await failure(example(), NOW - 900_001)).toMatchObject({
      code: 'AccessDenied',
      message: 'Request is not yet valid',
      details: {
        'X-Amz-Date': NOW,
        Expires: '2013-05-25T00:00:00Z',
        ServerTime: '2013-05-23T23:44:59Z',
      },
    });
  });

  it.each(Object.keys(EXAMPLE))('asks for %s', async (name) => {
    for (const value of [undefined, '']) {
      expect(await failure(example({ [name]: value }))).toMatchObject({
        code: 'AuthorizationQueryParametersError',
        message:
          'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      });
    }
  });

  it.each([
    [
      'X-Amz-Algorithm',
      'AWS4',
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    ],
    ['X-Amz-Date', '20130524', "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""],
    [
      'X-Amz-Date',
      '20130523T235959Z',
      'Invalid credential date "20130524". This date is not the same as X-Amz-Date: "20130523".',
    ],
    ['X-Amz-Expires', 'soon', 'X-Amz-Expires should be a number'],
    ['X-Amz-Expires', '1.5', 'X-Amz-Expires should be a number'],
    ['X-Amz-Expires', '-1', 'X-Amz-Expires must be non-negative'],
    [
      'X-Amz-Expires',
      '604801',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
    [
      'X-Amz-Credential',
      'AKID',
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
    [
      'X-Amz-Credential',
      'AKID/20130524/mars/s3/aws4_request',
      "Error parsing the X-Amz-Credential parameter; the region 'mars' is wrong; expecting 'us-east-1'",
    ],
    [
      'X-Amz-Credential',
      'AKID/20130524/us-east-1/sts/aws4_request',
      'Error parsing the X-Amz-Credential parameter; incorrect service "sts". This endpoint belongs to "s3".',
    ],
  ])('refuses %s=%s', async (name, value, message) => {
    expect(await failure(example({ [name]: value }))).toMatchObject({
      code: 'AuthorizationQueryParametersError',
      message,
    });
  });

  it.each(['0', '604800'])('allows X-Amz-Expires=%s', async (value) => {
    expect((await failure(example({ 'X-Amz-Expires': value }))).code).toBe('SignatureDoesNotMatch');
  });

  it('does not serve ECDSA signatures', async () => {
    expect((await failure(example({ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }))).code).toBe(
      'NotImplemented',
    );
  });

  it('refuses a session token without repeating it', async () => {
    const error = await failure(example({ 'X-Amz-Security-Token': 'FwoGZXIvYXdz' }));
    expect(error.code).toBe('InvalidToken');
    expect(JSON.stringify([error.message, error.details])).not.toContain('FwoGZXIvYXdz');
  });

  it('refuses x-amz headers that are not signed', async () => {
    expect(await failure(example({}, [['x-amz-acl', 'public-read']]))).toMatchObject({
      code: 'AccessDenied',
      details: { HeadersNotSigned: 'x-amz-acl' },
    });
  });

  it('refuses an unknown access key by name', async () => {
    const credential = 'NOBODY/20130524/us-east-1/s3/aws4_request';
    expect(await failure(example({ 'X-Amz-Credential': credential }))).toMatchObject({
      code: 'InvalidAccessKeyId',
      details: { AWSAccessKeyId: 'NOBODY' },
    });
  });

  it('refuses parameters with broken escapes', async () => {
    expect((await failure(example({ 'X-Amz-Credential': '%zz' }))).code).toBe('InvalidURI');
  });
});
