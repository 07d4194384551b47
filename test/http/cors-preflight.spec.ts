import { errorOf, ownHeaders } from '../support/answer.js';
import { putDocument } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { presign } from '../support/presign.js';
import { TestGateway } from '../support/test-gateway.js';

const ORIGIN = 'https://app.example';
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
const NOT_ALLOWED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

const RULES = `<CORSConfiguration>
  <CORSRule><AllowedOrigin>${ORIGIN}</AllowedOrigin><AllowedOrigin>https://*.app.example</AllowedOrigin>
    <AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>
    <AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-MD5</AllowedHeader>
    <ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-version-id</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>
</CORSConfiguration>`;

/** Sent with nothing, or not at all. */
const NO_ORIGIN: readonly Record<string, string>[] = [{}, { origin: '' }];
const NO_METHOD: readonly Record<string, string>[] = [{}, { 'access-control-request-method': '' }];

const ask = (origin: string, method: string, headers?: string): Record<string, string> => ({
  origin,
  'access-control-request-method': method,
  ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
});

describe.each(BACKENDS)('cross-origin requests on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'closed');
  const preflight = (headers: Record<string, string>, path = '/photos/a') =>
    gateway().send('OPTIONS', path, { headers, as: null });

  beforeAll(async () => {
    await putDocument(gateway(), '/photos?cors', RULES).expect(200);
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
  });

  it('a preflight of anybody is told what the first fitting rule allows', async () => {
    const answer = await preflight(ask(ORIGIN, 'PUT', 'X-Amz-Date, content-md5'));
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({
      'content-length': '0',
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'PUT, GET',
      'access-control-allow-headers': 'x-amz-date, content-md5',
      'access-control-expose-headers': 'ETag, x-amz-version-id',
      'access-control-max-age': '60',
      'access-control-allow-credentials': 'true',
      vary: VARY,
    });
  });

  it('a rule for every origin says so, and allows no credentials', async () => {
    const answer = await preflight(ask('http://other.example', 'GET'), '/photos');
    expect(ownHeaders(answer)).toEqual({
      'content-length': '0',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
      vary: VARY,
    });
  });

  it('a preflight of a presigned URL is not asked for a signature of its own', async () => {
    const url = presign(gateway().url, '/photos/a', { method: 'PUT' });
    const answer = await preflight(ask('https://x.app.example', 'PUT'), url);
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('https://x.app.example');
  });

  it.each([
    ['method', ask(ORIGIN, 'DELETE'), 'DELETE'],
    ['origin', ask('https://evil.example', 'PUT'), 'PUT'],
    ['origin', ask('https://app.example.evil', 'PUT'), 'PUT'],
    ['header', ask(ORIGIN, 'PUT', 'x-amz-date,x-other'), 'PUT'],
    ['header', ask('http://other.example', 'GET', 'range'), 'GET'],
    ['long list of headers', ask(ORIGIN, 'PUT', Array(129).fill('x-amz-date').join()), 'PUT'],
  ])('a preflight with another %s is refused', async (_what, headers, Method) => {
    const answer = await preflight(headers);
    expect(errorOf(answer)).toEqual({
      status: 403,
      Code: 'AccessForbidden',
      Message: NOT_ALLOWED,
      Method,
      ResourceType: 'OBJECT',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('a preflight names an origin and a method of S3', async () => {
    for (const origin of NO_ORIGIN) {
      expect(errorOf(await preflight({ ...origin, 'access-control-request-method': 'GET' }))).toEqual({
        status: 400,
        Code: 'BadRequest',
        Message: 'Insufficient information. Origin request header needed.',
      });
    }
    expect(errorOf(await preflight({ origin: ORIGIN }))).toEqual({
      status: 400,
      Code: 'BadRequest',
      Message: 'Invalid Access-Control-Request-Method: null',
    });
    expect(errorOf(await preflight(ask(ORIGIN, 'PATCH')))).toMatchObject({ Code: 'AccessForbidden' });
  });

  it.each(['put', 'Get', 'TRACE'])('a preflight for %s is refused, whatever the bucket', async (method) => {
    for (const path of ['/photos/a', '/closed/a', '/absent/a']) {
      expect(errorOf(await preflight(ask(ORIGIN, method), path))).toEqual({
        status: 400,
        Code: 'BadRequest',
        Message: `Invalid Access-Control-Request-Method: ${method}`,
      });
    }
  });

  it.each([
    ['/closed/a', 'CORSResponse: CORS is not enabled for this bucket.'],
    ['/closed', 'CORSResponse: CORS is not enabled for this bucket.'],
    ['/absent/a', 'CORSResponse: Bucket not found'],
    ['/', 'CORSResponse: Bucket not found'],
  ])('a preflight of %s is refused', async (path, Message) => {
    const refusal = { status: 403, Code: 'AccessForbidden', Message, ResourceType: 'BUCKET' };
    expect(errorOf(await preflight(ask(ORIGIN, 'PUT'), path))).toEqual({ ...refusal, Method: 'PUT' });
    for (const method of NO_METHOD) {
      const answer = await preflight({ origin: ORIGIN, ...method }, path);
      expect(errorOf(answer)).toEqual({ ...refusal, Method: 'OPTIONS' });
    }
  });

  it('an answer tells the origin what it may read', async () => {
    const answer = await gateway().send('GET', '/photos/a', { headers: { origin: ORIGIN } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'PUT, GET',
      'access-control-expose-headers': 'ETag, x-amz-version-id',
      'access-control-allow-credentials': 'true',
      vary: VARY,
    });
    expect(answer.body.toString()).toBe('hello');
  });

  it('so does an error', async () => {
    const answer = await gateway().send('GET', '/photos/absent', { headers: { origin: ORIGIN } });
    expect(errorOf(answer)).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('so does a refusal of somebody unknown', async () => {
    const answer = await gateway().send('GET', '/photos/a', { headers: { origin: ORIGIN }, as: null });
    expect(errorOf(answer)).toMatchObject({ status: 403, Code: 'AccessDenied' });
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it.each([
    ['of a method that no rule allows', 'DELETE', '/photos/b', { origin: ORIGIN }],
    ['for a bucket without rules', 'GET', '/closed', { origin: ORIGIN }],
    ['for no origin', 'GET', '/photos/a', {}],
  ])(
    'an answer %s says nothing of origins, and is given all the same',
    async (_what, method, path, headers) => {
      const answer = await gateway().send(method, path, { headers });
      expect(answer.status).toBeLessThan(300);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(answer.headers['vary']).toBeUndefined();
    },
  );

  it('rules that are gone allow nothing', async () => {
    await gateway().send('PUT', '/gone').expect(200);
    await putDocument(gateway(), '/gone?cors', RULES).expect(200);
    expect((await preflight(ask(ORIGIN, 'PUT'), '/gone/a')).status).toBe(200);
    await gateway().send('DELETE', '/gone?cors').expect(204);
    expect((await preflight(ask(ORIGIN, 'PUT'), '/gone/a')).status).toBe(403);
  });
});

describe('a default origin', () => {
  const gateway = useGateway({ server: { corsAllowOrigin: 'https://*.example' } }, 'photos', 'own');
  const preflight = (path: string, method = 'DELETE') =>
    gateway().send('OPTIONS', path, { headers: ask(ORIGIN, method, 'x-amz-date'), as: null });

  beforeAll(async () => {
    await putDocument(
      gateway(),
      '/own?cors',
      '<CORSConfiguration><CORSRule><AllowedOrigin>https://own.test</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
    ).expect(200);
  });

  it.each(['/', '/photos', '/photos/a', '/absent'])('may use %s', async (path) => {
    const answer = await preflight(path);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, PUT, POST, DELETE, HEAD, PATCH',
      'access-control-allow-headers': 'x-amz-date',
      'access-control-expose-headers': expect.stringContaining('ETag'),
    });
  });

  it('reads answers of the service, of buckets without rules, and refusals', async () => {
    const headers = { origin: ORIGIN };
    for (const path of ['/', '/photos', '/absent']) {
      const answer = await gateway().send('GET', path, { headers });
      expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    }
  });

  it('gives way to the rules of a bucket', async () => {
    expect((await preflight('/own/a', 'GET')).status).toBe(403);
    const answer = await gateway().send('GET', '/own', { headers: { origin: ORIGIN } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may administer, on a port of its own too', async () => {
    const apart = await TestGateway.start({
      server: { corsAllowOrigin: '*', adminPort: ['127.0.0.1:0'] },
    });
    const headers = ask(ORIGIN, 'PATCH', 'authorization');
    expect((await preflight('/list-users', 'PATCH')).status).toBe(200);
    const answer = await gateway().send('PATCH', '/list-users', { headers: { origin: ORIGIN } });
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    const asked = await fetch(`${apart.urls[1]}/list-users`, { method: 'OPTIONS', headers });
    expect(asked.status).toBe(200);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    await apart.stop();
  });

  it('is no other origin', async () => {
    const headers = ask('https://example.test', 'GET');
    expect((await gateway().send('OPTIONS', '/photos', { headers, as: null })).status).toBe(403);
  });
});
