import {
  ACCESS,
  authorization,
  EMPTY,
  exampleAuthentication,
  HOST,
  incoming,
  NOW,
  REGION,
  SECRET,
  TIMESTAMP,
} from '../../../test/support/aws-examples.js';
import { S3Error } from '../../errors/s3.error.js';
import { signRequest, type RequestToSign } from './sign-request.js';

type Headers = (readonly [string, string])[];

/** S3 API Reference, "Authenticating Requests: Using the Authorization Header", examples. */
const EXAMPLES: {
  name: string;
  method: string;
  target: string;
  headers: Headers;
  signed: string;
  signature: string;
}[] = [
  {
    name: 'GET Object with a range',
    method: 'GET',
    target: '/test.txt',
    headers: [
      ['Host', HOST],
      ['Range', 'bytes=0-9'],
      ['x-amz-content-sha256', EMPTY],
      ['x-amz-date', TIMESTAMP],
    ],
    signed: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT Object',
    method: 'PUT',
    target: '/test$file.text',
    headers: [
      ['Host', HOST],
      ['Date', 'Fri, 24 May 2013 00:00:00 GMT'],
      ['x-amz-date', TIMESTAMP],
      ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
      ['x-amz-content-sha256', '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'],
    ],
    signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'GET Bucket lifecycle',
    method: 'GET',
    target: '/?lifecycle',
    headers: [
      ['Host', HOST],
      ['x-amz-date', TIMESTAMP],
      ['x-amz-content-sha256', EMPTY],
    ],
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'GET Bucket (list objects)',
    method: 'GET',
    target: '/?max-keys=2&prefix=J',
    headers: [
      ['Host', HOST],
      ['x-amz-date', TIMESTAMP],
      ['x-amz-content-sha256', EMPTY],
    ],
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
];

const failure = (request: ReturnType<typeof incoming>, now = NOW): Promise<S3Error> =>
  exampleAuthentication(now)
    .authenticate(request)
    .then(
      () => Promise.reject(new Error('was accepted')),
      (error: unknown) => error as S3Error,
    );

/** A request signed by our own signer; `change` is what happens to its headers on the way. */
function signed(
  input: Partial<RequestToSign> = {},
  change: (headers: Record<string, string>) => void = () => {},
  takesObjectData = false,
): ReturnType<typeof incoming> {
  const url = String(input.url ?? 'http://localhost/bucket/key');
  const method = input.method ?? 'GET';
  const headers = signRequest({
    access: ACCESS,
    secret: SECRET,
    region: REGION,
    now: NOW,
    ...input,
    url,
    method,
  });
  change(headers);
  return incoming(method, url.slice('http://localhost'.length), Object.entries(headers), takesObjectData);
}

describe('HeaderSignature', () => {
  it.each(EXAMPLES)(
    'accepts the published example $name',
    async ({ method, target, headers, signed: names, signature }) => {
      const request = incoming(method, target, [
        ...headers,
        ['Authorization', authorization(names, signature)],
      ]);
      await exampleAuthentication().authenticate(request);
      expect(request.caller).toMatchObject({
        method: 'sigv4-header',
        isRoot: true,
        account: { access: ACCESS },
      });
      const digest = headers.find(([name]) => name === 'x-amz-content-sha256')?.[1];
      expect(request.payload).toEqual({ kind: 'sha256', digest });
    },
  );

  it.each(EXAMPLES)('refuses the example $name when anything signed differs', async (example) => {
    const { method, target, headers, signed: names, signature } = example;
    const sent: Headers = [...headers, ['Authorization', authorization(names, signature)]];
    const changes = [
      incoming('DELETE', target, sent),
      incoming(method, `${target}x`, sent),
      incoming(
        method,
        target,
        sent.map(([n, v]) => (n === 'Host' ? [n, 'other'] : [n, v])),
      ),
      incoming(method, target, [
        ...headers,
        [
          'Authorization',
          authorization(names, `${signature.slice(0, 63)}${signature.endsWith('0') ? 1 : 0}`),
        ],
      ]),
    ];
    for (const request of changes) expect((await failure(request)).code).toBe('SignatureDoesNotMatch');
  });

  it('tells what it signed, in text and in bytes', async () => {
    const error = await failure(signed({}, (headers) => (headers['x-amz-date'] = '20130524T000001Z')));
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
    const { AWSAccessKeyId, StringToSign, StringToSignBytes, CanonicalRequest, CanonicalRequestBytes } =
      error.details;
    expect(AWSAccessKeyId).toBe(ACCESS);
    expect(StringToSign).toMatch(
      /^AWS4-HMAC-SHA256\n20130524T000001Z\n20130524\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(CanonicalRequest).toBe(
      `GET\n/bucket/key\n\nhost:localhost\nx-amz-content-sha256:${EMPTY}\nx-amz-date:20130524T000001Z\n\nhost;x-amz-content-sha256;x-amz-date\n${EMPTY}`,
    );
    const text = (bytes: unknown): string => Buffer.from(String(bytes).replaceAll(' ', ''), 'hex').toString();
    expect(text(StringToSignBytes)).toBe(StringToSign);
    expect(text(CanonicalRequestBytes)).toBe(CanonicalRequest);
    expect(JSON.stringify([error.message, error.details])).not.toContain(SECRET);
  });

  it('says when a signed tracing header may be what changed', async () => {
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    await exampleAuthentication().authenticate(signed({ headers }));
    const changed = await failure(
      signed({ headers }, (sent) => (sent['traceparent'] = `${headers.traceparent.slice(0, -1)}0`)),
    );
    expect(changed.message).toContain(
      'The signature covers traceparent: a tracing library may have changed it',
    );
    const other = await failure(signed({}, (sent) => (sent['host'] = 'other')));
    expect(other.message).not.toContain('tracing');
  });

  it.each([
    '/b/a/../c',
    '/b//x',
    '/b/a%2Fb',
    '/b/a%2fb',
    '/b/a+b',
    '/b/%F0%9F%98%80',
    '/b?prefix=a+b&delimiter=/',
    '/b?x',
  ])('takes the target %s as it was sent', async (target) => {
    const request = signed({ url: `http://localhost${target}` });
    await exampleAuthentication().authenticate(request);
    expect(request.caller.isRoot).toBe(true);
  });

  it('takes header values that are not ASCII by their bytes', async () => {
    const value = Buffer.from('grün', 'utf8').toString('latin1');
    const request = signed({ headers: { 'x-amz-meta-colour': value } });
    await exampleAuthentication().authenticate(request);
    expect(request.caller.isRoot).toBe(true);
  });

  it('refuses an unknown access key by name', async () => {
    expect(await failure(signed({ access: 'NOBODY' }))).toMatchObject({
      code: 'InvalidAccessKeyId',
      details: { AWSAccessKeyId: 'NOBODY' },
    });
  });

  it('refuses a wrong secret', async () => {
    expect((await failure(signed({ secret: 'wrong' }))).code).toBe('SignatureDoesNotMatch');
  });

  it('names the headers that should have been signed', async () => {
    const added = signed({}, (headers) => (headers['x-amz-acl'] = 'public-read'));
    expect(await failure(added)).toMatchObject({
      code: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
      details: { HeadersNotSigned: 'x-amz-acl' },
    });
    const hostless = signed(
      {},
      (headers) => (headers['authorization'] = headers['authorization']!.replace('host;', '')),
    );
    expect((await failure(hostless)).details).toEqual({ HeadersNotSigned: 'host' });
  });

  it.each([
    ['without any date', undefined, undefined],
    ['with an HTTP date in x-amz-date', 'Fri, 24 May 2013 00:00:00 GMT', undefined],
    ['with a Date that is none', undefined, 'yesterday'],
  ])('refuses a request %s', async (_, amzDate, date) => {
    const request = signed({}, (headers) => {
      delete headers['x-amz-date'];
      if (amzDate) headers['x-amz-date'] = amzDate;
      if (date) headers['date'] = date;
    });
    expect(await failure(request)).toMatchObject({
      code: 'AccessDenied',
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
  });

  it('takes an HTTP date when there is no x-amz-date', async () => {
    const request = signed({}, (headers) => {
      delete headers['x-amz-date'];
      headers['date'] = 'Fri, 24 May 2013 00:00:00 GMT';
    });
    const error = await failure(request);
    expect(error.code).toBe('SignatureDoesNotMatch');
    expect(error.details['StringToSign']).toContain(TIMESTAMP);
  });

  it('refuses a clock that is more than fifteen minutes off', async () => {
    expect(await failure(signed(), NOW + 15 * 60_000 + 1)).toMatchObject({
      code: 'RequestTimeTooSkewed',
      details: { RequestTime: TIMESTAMP },
    });
    await exampleAuthentication(NOW + 15 * 60_000).authenticate(signed());
  });

  it('refuses a credential of another day', async () => {
    const request = signed(
      {},
      (headers) => (headers['authorization'] = headers['authorization']!.replace('20130524', '20130523')),
    );
    expect(await failure(request)).toMatchObject({
      code: 'AuthorizationHeaderMalformed',
      message:
        'The authorization header is malformed; Invalid credential date. Date is not the same as X-Amz-Date.',
    });
  });

  it('asks for x-amz-content-sha256, except in HEAD requests', async () => {
    const drop = (headers: Record<string, string>): void => void delete headers['x-amz-content-sha256'];
    expect(await failure(signed({}, drop))).toMatchObject({
      code: 'InvalidRequest',
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
    const head = await failure(signed({ method: 'HEAD' }, drop));
    expect(head.code).toBe('SignatureDoesNotMatch');
    expect(head.details['CanonicalRequest']).toMatch(new RegExp(`${EMPTY}$`));
  });

  it.each([
    ['nonsense', true, 'InvalidArgument', 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD'],
    [EMPTY.slice(1), true, 'InvalidArgument', 'or a valid sha256 value.'],
    ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', true, 'NotImplemented', ''],
    ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER', true, 'NotImplemented', ''],
    [
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      false,
      'InvalidRequest',
      'The value of x-amz-content-sha256 header is invalid.',
    ],
    [
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      false,
      'InvalidRequest',
      'The value of x-amz-content-sha256 header is invalid.',
    ],
  ])('refuses the payload %s (object data: %s)', async (payloadHash, takesData, code, message) => {
    const error = await failure(signed({ method: 'PUT', payloadHash }, () => {}, takesData));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it.each([
    ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'unsigned-chunks', trailer: true }],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'signed-chunks', trailer: false }],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { kind: 'signed-chunks', trailer: true }],
  ])('sets the payload mode of %s', async (payloadHash, mode) => {
    const request = signed({ method: 'PUT', payloadHash }, () => {}, true);
    await exampleAuthentication().authenticate(request);
    expect(request.payload).toMatchObject(mode);
  });

  it('refuses a session token without repeating it', async () => {
    const error = await failure(signed({ headers: { 'x-amz-security-token': 'FwoGZXIvYXdz' } }));
    expect(error.code).toBe('InvalidToken');
    expect(JSON.stringify([error.message, error.details])).not.toContain('FwoGZXIvYXdz');
  });
});
