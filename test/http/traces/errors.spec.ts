import { once } from 'node:events';
import { get, request } from 'node:http';
import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { ROOT, type Sending } from '../../support/test-gateway.js';
import { expectGolden, formatTrace } from '../../support/span-tree.js';
import { encodeAwsChunked } from '../../support/chunked-body.js';
import { RawConnection } from '../../support/raw-connection.js';
import { root, TracedGateway } from './traced-gateway.js';

const STREAMING = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const HOUR = 3_600_000;

interface Refusal {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly sending?: Sending;
  readonly code: string;
  /** The span that has the exception. */
  readonly where: string;
  /** `error.type` of the exception, where the file system said it in its own words. */
  readonly type?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'a wrong secret',
    method: 'GET',
    path: '/photos',
    sending: { as: { access: ROOT.access, secret: 'wrong' } },
    code: 'SignatureDoesNotMatch',
    where: 'Auth.V4Signature',
  },
  {
    what: 'an unknown access key',
    method: 'GET',
    path: '/photos',
    sending: { as: { access: 'NOBODY', secret: 'wrong' } },
    code: 'InvalidAccessKeyId',
    where: 'Auth.V4Signature',
  },
  {
    what: 'no signature',
    method: 'GET',
    path: '/photos',
    sending: { as: null },
    code: 'AccessDenied',
    where: 'Acl.Authorize',
  },
  {
    what: 'a body that is not the signed one',
    method: 'PUT',
    path: '/photos/new',
    sending: { body: 'other', payloadHash: 'a'.repeat(64) },
    code: 'XAmzContentSHA256Mismatch',
    where: 'Checksum.Verify',
  },
  {
    what: 'a wrong checksum',
    method: 'PUT',
    path: '/photos/new',
    sending: { body: 'hello', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } },
    code: 'BadDigest',
    where: 'Checksum.Verify',
  },
  {
    what: 'a body that is shorter than declared',
    method: 'PUT',
    path: '/photos/new',
    sending: {
      body: encodeAwsChunked([Buffer.from('hello')], { trailers: [] }),
      payloadHash: UNSIGNED_TRAILER,
      headers: { 'x-amz-decoded-content-length': '50', 'content-encoding': 'aws-chunked' },
    },
    code: 'IncompleteBody',
    where: 'Checksum.Verify',
  },
  {
    what: 'a key that leaves the bucket',
    method: 'PUT',
    path: '/photos/..%2F..%2Fetc',
    sending: { body: 'x' },
    code: 'InvalidArgument',
    where: 'Backend.PutObject',
  },
  {
    what: 'a key below an object',
    method: 'PUT',
    path: '/photos/cat/whiskers',
    sending: { body: 'x' },
    code: 'ObjectParentIsFile',
    where: 'Posix.IO.LinkFile',
    type: 'ENOTDIR',
  },
  {
    what: 'broken XML',
    method: 'PUT',
    path: '/photos/cat?tagging',
    sending: { body: '<Tagging><TagSet>' },
    code: 'MalformedXML',
    where: 'S3.PutObjectTagging',
  },
  {
    what: 'an unknown bucket',
    method: 'GET',
    path: '/nowhere',
    code: 'NoSuchBucket',
    where: 'Acl.Parse',
  },
  {
    what: 'an unknown key',
    method: 'GET',
    path: '/photos/gone',
    code: 'NoSuchKey',
    where: 'Backend.GetObject',
  },
  {
    what: 'a range behind the end',
    method: 'GET',
    path: '/photos/cat',
    sending: { headers: { range: 'bytes=100-' } },
    code: 'InvalidRange',
    where: 'S3.GetObject',
  },
  {
    what: 'an operation that is not served',
    method: 'PUT',
    path: '/photos?replication',
    sending: { body: '<a/>' },
    code: 'NotImplemented',
    where: 'S3.PutBucketReplication',
  },
  {
    what: 'a method that no operation has',
    method: 'PUT',
    path: '/',
    code: 'MethodNotAllowed',
    where: 'PUT /',
  },
];

const exceptions = (spans: readonly ReceivedSpan[]) =>
  spans.flatMap(({ name, events }) =>
    events
      .filter((event) => event.name === 'exception')
      .map(({ attributes }) => ({ where: name, type: attributes['exception.type'] })),
  );

describe('the trace of a refused request', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start();
    await traced.ok('PUT', '/photos');
    await traced.ok('PUT', '/photos/cat', { body: 'meow' });
  });

  beforeEach(() => traced.receiver.clear());

  afterAll(() => traced.stop());

  /** ERROR from the span that saw it up to the request, and told once. */
  function expectError(spans: readonly ReceivedSpan[], { code, where, type = code }: Omit<Refusal, 'what'>) {
    expect(root(spans).status.code).toBe('ERROR');
    expect(root(spans).attributes['error.type']).toBe(code);
    expect(exceptions(spans)).toEqual([{ where, type }]);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    let span = spans.find(({ name }) => name === where);
    for (; span; span = byId.get(span.parentSpanId)) {
      expect([span.name, span.status.code]).toEqual([span.name, 'ERROR']);
      expect(span.status.message).not.toBe('');
    }
  }

  it.each(REFUSALS)('tells of $what', async (refusal) => {
    const { response, spans } = await traced.send(refusal.method, refusal.path, refusal.sending);
    expect(String(response.body)).toContain(`<Code>${refusal.code}</Code>`);
    expectError(spans, refusal);
  });

  it('tells of a date that is over', async () => {
    const url = `${traced.gateway.url}/photos`;
    const headers = signRequest({ ...ROOT, method: 'GET', url, region: 'us-east-1', now: Date.now() - HOUR });
    const { response, spans } = await traced.send('GET', '/photos', { as: null, headers });
    expect(response.status).toBe(403);
    expectError(spans, {
      method: 'GET',
      path: '/photos',
      code: 'RequestTimeTooSkewed',
      where: 'Auth.V4Signature',
    });
  });

  it('tells of a chunk that was changed on the way', async () => {
    const body = Buffer.from(
      `5;chunk-signature=${'0'.repeat(64)}\r\nhello\r\n0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`,
    );
    const { response, spans } = await traced.send('PUT', '/photos/new', {
      body,
      payloadHash: STREAMING,
      headers: { 'x-amz-decoded-content-length': '5', 'content-encoding': 'aws-chunked' },
    });
    expect(response.status).toBe(403);
    expectError(spans, {
      method: 'PUT',
      path: '/photos/new',
      code: 'SignatureDoesNotMatch',
      where: 'Checksum.Verify',
    });
  });

  it('is whole: every step up to the refusal', async () => {
    const headers = { 'user-agent': 'golden/1.0' };
    const { response, spans } = await traced.send('GET', '/photos/gone', { headers });
    expect(response.status).toBe(404);
    await expectGolden('get-object-no-such-key', formatTrace(spans));
  });

  it('is no error when the object was not modified', async () => {
    const { response } = await traced.ok('HEAD', '/photos/cat');
    const { response: second, spans } = await traced.send('GET', '/photos/cat', {
      headers: { 'if-none-match': String(response.headers['etag']) },
    });
    expect(second.status).toBe(304);
    expect(spans.map(({ status }) => status.code)).toEqual(spans.map(() => 'OK'));
    expect(exceptions(spans)).toEqual([]);
    expect(root(spans).attributes['http.response.status_code']).toBe(304);
  });

  it('says client_closed when the client hangs up in the middle of a download', async () => {
    await traced.ok('PUT', '/photos/large', { body: Buffer.alloc(48 * 1024 * 1024, 7) });
    const url = `${traced.gateway.url}/photos/large`;
    const headers = signRequest({ ...ROOT, method: 'GET', url, region: 'us-east-1' });
    const traceId = await new Promise<string>((resolve, reject) => {
      const request = get(url, { headers }, (response) => {
        response.once('data', () => {
          resolve(String(response.headers['x-trace-id']));
          request.destroy();
        });
      });
      request.on('error', reject);
    });
    const spans = await traced.spansOf(traceId);
    expect(root(spans)).toMatchObject({
      status: { code: 'ERROR', message: expect.stringContaining('client closed') },
      // Though the connection is gone when somebody asks.
      attributes: { 'error.type': 'client_closed', 'client.address': '127.0.0.1' },
    });
    expect(exceptions(spans)).toEqual([]);
    expect(root(spans).attributes['http.response.body.size']).toBeLessThan(48 * 1024 * 1024);
    expect(spans.map(({ name }) => name)).toContain('Posix.IO.ReadData');
  });

  it('tells of a client that ends in the middle of a body, and of the answer that it got', async () => {
    const url = `${traced.gateway.url}/photos/half`;
    const signed = { ...ROOT, method: 'PUT', url, payloadHash: 'UNSIGNED-PAYLOAD', region: 'us-east-1' };
    const connection = await RawConnection.open(url);
    connection.head('PUT', '/photos/half', { ...signRequest(signed), 'content-length': '10' });
    connection.socket.end('five.');
    const { headers } = await connection.response();
    await connection.closed();
    const all = await traced.receiver.waitFor((spans) => spans.some(({ kind }) => kind === 'SERVER'));
    expect(root(all)).toMatchObject({
      traceId: headers['x-trace-id'],
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'client_closed', 'http.response.status_code': 400 },
    });
    const [verify] = all.filter(({ name }) => name === 'Checksum.Verify');
    expect(verify).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'IncompleteBody' },
      events: [{ name: 'exception' }],
    });
  });

  it('says client_closed when the client hangs up in the middle of an upload', async () => {
    const url = `${traced.gateway.url}/photos/half`;
    const signed = { ...ROOT, method: 'PUT', url, payloadHash: 'UNSIGNED-PAYLOAD', region: 'us-east-1' };
    const headers = { ...signRequest(signed), 'content-length': '1000000', expect: '100-continue' };
    const upload = request(url, { method: 'PUT', headers });
    upload.on('error', () => undefined);
    upload.flushHeaders();
    // The gateway asks for the body with its first read.
    await once(upload, 'continue');
    upload.write(Buffer.alloc(200_000), () => upload.destroy());
    const all = await traced.receiver.waitFor((spans) => spans.some(({ kind }) => kind === 'SERVER'));
    expect(root(all)).toMatchObject({
      name: 'S3.PutObject',
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'client_closed' },
    });
    expect(all.map(({ name }) => name)).toContain('Posix.IO.WriteData');
    expect(all.filter(({ status }) => status.code === 'ERROR').map(({ name }) => name)).toContain(
      'Backend.PutObject',
    );
  });
});
