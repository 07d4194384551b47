import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expectIds, ownHeaders, type Answer } from '../support/answer.js';
import { policyOf } from '../support/accounts.js';
import { putDocument } from '../support/bucket-document.js';
import { exchange, type Exchange } from '../support/exchange.js';
import { BACKENDS, makeDirectory, useGateway } from '../support/http-subject.js';
import { keepLog } from '../support/log-lines.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';
import { TracedGateway, root } from './traces/traced-gateway.js';

const DOMAIN = 'web.test';
const INDEX = '<IndexDocument><Suffix>index.html</Suffix></IndexDocument>';
const ERROR = '<ErrorDocument><Key>error.html</Key></ErrorDocument>';
const rules = (...list: string[]): string =>
  `<RoutingRules>${list.map((rule) => `<RoutingRule>${rule}</RoutingRule>`).join('')}</RoutingRules>`;

describe.each(BACKENDS)('websites on %s', (backend) => {
  const gateway = useGateway(
    { backend, website: { port: ['127.0.0.1:0'], domain: [DOMAIN] } },
    'site',
    'private',
    'www.example.com',
  );

  /** To the address of websites, whatever host is named. */
  function visit(path: string, more: Partial<Exchange> & { readonly bucket?: string } = {}): Promise<Answer> {
    const { bucket = `site.${DOMAIN}`, ...how } = more;
    const { hostname, port } = new URL(gateway().urls[1]!);
    const to = { host: hostname, port };
    return exchange({ url: `http://${bucket}:${port}${path}`, to, anonymous: true, ...how });
  }
  const put = (path: string, body: string, headers: Record<string, string> = {}) =>
    gateway().send('PUT', path, { body, headers }).expect(200);
  const configure = async (content: string, bucket = 'site'): Promise<void> => {
    const body = `<WebsiteConfiguration>${content}</WebsiteConfiguration>`;
    await putDocument(gateway(), `/${bucket}?website`, body).expect(200);
  };
  const allow = async (bucket: string, ...actions: string[]): Promise<void> => {
    const body = policyOf(bucket, 'Allow', actions);
    await gateway().send('PUT', `/${bucket}?policy`, { body }).expect(204);
  };
  const text = ({ body }: Answer): string => body.toString();
  const items = (answer: Answer): Record<string, string> =>
    Object.fromEntries(
      [...text(answer).matchAll(/<li>([^:]*): (.*)<\/li>/g)].map(([, name, value]) => [name, value]),
    );

  beforeAll(async () => {
    await put('/site/index.html', 'welcome', { 'content-type': 'text/html' });
    await put('/site/docs/index.html', 'documents', { 'content-type': 'text/html' });
    await put('/site/a%20b.txt', '0123456789', {
      'content-type': 'text/plain',
      'cache-control': 'max-age=60',
      'x-amz-meta-colour': 'blue',
    });
    await put('/site/error.html', 'sorry', { 'content-type': 'text/html' });
    await put('/site/moved', '', { 'x-amz-website-redirect-location': '/docs/' });
    await put('/private/index.html', 'secret');
  });
  beforeEach(async () => {
    await configure(INDEX);
    await allow('site', 's3:GetObject', 's3:ListBucket');
  });

  it('give the index document of the root and of a folder', async () => {
    const answer = await visit('/');
    expectIds(answer);
    expect([answer.status, text(answer), answer.headers['content-type']]).toEqual([
      200,
      'welcome',
      'text/html',
    ]);
    expect(text(await visit('/docs/'))).toBe('documents');
    expect(text(await visit('/?versionId=x&acl&partNumber=9&response-content-type=a/b'))).toBe('welcome');
  });

  it('give an object with its headers, and for HEAD these alone', async () => {
    const get = await visit('/a%20b.txt');
    expect(text(get)).toBe('0123456789');
    expect(ownHeaders(get)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'max-age=60',
      'content-length': '10',
      'content-type': 'text/plain',
      'x-amz-meta-colour': 'blue',
    });
    const head = await visit('/a%20b.txt', { method: 'HEAD' });
    expect([head.status, text(head)]).toEqual([200, '']);
    expect(ownHeaders(head)).toEqual(ownHeaders(get));
  });

  it('give ranges, and say what has not changed', async () => {
    const part = await visit('/a%20b.txt', { headers: { range: 'bytes=2-4' } });
    expect([part.status, text(part), part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const etag = part.headers['etag'] as string;
    const same = await visit('/a%20b.txt', { headers: { 'if-none-match': etag } });
    expect([same.status, text(same), same.headers['etag']]).toEqual([304, '', etag]);
    const other = await visit('/a%20b.txt', { headers: { 'if-match': '"x"' } });
    expect([other.status, items(other)['Code']]).toEqual([412, 'PreconditionFailed']);
    const beyond = await visit('/a%20b.txt', { headers: { range: 'bytes=20-' } });
    expect([beyond.status, items(beyond)['Code'], beyond.headers['content-range']]).toEqual([
      416,
      'InvalidRange',
      'bytes */10',
    ]);
  });

  it.each(['GET', 'HEAD'])('%s of a folder without its slash goes to the folder', async (method) => {
    for (const actions of [['s3:GetObject', 's3:ListBucket'], ['s3:GetObject']]) {
      await allow('site', ...actions);
      const answer = await visit('/docs', { method });
      expect([answer.status, answer.headers['location']]).toEqual([302, '/docs/']);
    }
  });

  it('says in HTML what is missing', async () => {
    const answer = await visit('/absent%3Cb%3E');
    expectIds(answer);
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-amz-error-code': 'NoSuchKey',
      'x-amz-error-message': 'The specified key does not exist.',
    });
    expect(text(answer)).toContain('<title>404 Not Found</title>');
    expect(items(answer)).toEqual({
      Code: 'NoSuchKey',
      Message: 'The specified key does not exist.',
      Key: 'absent&lt;b&gt;',
      RequestId: answer.headers['x-amz-request-id'],
      HostId: answer.headers['x-amz-id-2'],
    });
    const head = await visit('/absent', { method: 'HEAD' });
    expect([head.status, text(head), head.headers['x-amz-error-code']]).toEqual([404, '', 'NoSuchKey']);
  });

  it('does not say which keys there are where the bucket may not be listed', async () => {
    await allow('site', 's3:GetObject');
    const answer = await visit('/absent');
    expect([answer.status, answer.headers['x-amz-error-code']]).toEqual([403, 'AccessDenied']);
  });

  it('gives the error document with the status of the error', async () => {
    await configure(INDEX + ERROR);
    const missing = await visit('/absent', { headers: { range: 'bytes=0-1' } });
    expect([missing.status, text(missing)]).toEqual([404, 'sorry']);
    expect(missing.headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '5',
      'x-amz-error-code': 'NoSuchKey',
    });
    await allow('site', 's3:GetObject');
    expect((await visit('/absent')).status).toBe(403);
    const head = await visit('/absent', { method: 'HEAD' });
    expect([head.status, text(head), head.headers['content-length']]).toEqual([403, '', '5']);
  });

  it('says both errors where the error document cannot be read', async () => {
    await configure(`${INDEX}<ErrorDocument><Key>gone.html</Key></ErrorDocument>`);
    const answer = await visit('/absent');
    expect(answer.status).toBe(404);
    expect(text(answer)).toContain('An Error Occurred While Attempting to Retrieve a Custom Error Document');
    expect(text(answer)).toContain('<li>Key: absent</li>');
    expect(text(answer)).toContain('<li>Key: gone.html</li>');
  });

  it('reads nothing that is not open to everybody, whoever asks', async () => {
    await configure(INDEX, 'private');
    for (const anonymous of [true, undefined] as const) {
      const answer = await visit('/', { bucket: `private.${DOMAIN}`, anonymous });
      expect([answer.status, items(answer)['Code']]).toEqual([403, 'AccessDenied']);
      expect(text(answer)).not.toContain('secret');
    }
  });

  it('reads what the ACL of an object opens, and finds its folder', async () => {
    const headers = { 'x-amz-object-ownership': 'BucketOwnerPreferred' };
    await gateway().send('PUT', '/by-acl', { headers }).expect(200);
    await gateway().send('DELETE', '/by-acl?publicAccessBlock').expect(204);
    await configure(INDEX, 'by-acl');
    await put('/by-acl/docs/index.html', 'open', { 'x-amz-acl': 'public-read' });
    await put('/by-acl/closed/index.html', 'secret');
    const get = (path: string) => visit(path, { bucket: `by-acl.${DOMAIN}` });
    expect(text(await get('/docs/'))).toBe('open');
    expect((await get('/docs')).headers['location']).toBe('/docs/');
    for (const path of ['/closed/', '/closed', '/absent', '/absent/'])
      expect([path, (await get(path)).status]).toEqual([path, 403]);
  });

  it('knows buckets that are no website and hosts that are no bucket', async () => {
    const plain = await visit('/', { bucket: 'www.example.com' });
    expect([plain.status, items(plain)]).toMatchObject([
      404,
      { Code: 'NoSuchWebsiteConfiguration', BucketName: 'www.example.com' },
    ]);
    for (const host of ['absent.web.test', 'localhost', '127.0.0.1', 'a', DOMAIN]) {
      const answer = await visit('/', { bucket: host });
      expect([host, answer.status, items(answer)['Code']]).toEqual([host, 404, 'NoSuchBucket']);
    }
  });

  it('takes every other host for the name of a bucket', async () => {
    await put('/www.example.com/index.html', 'example');
    await configure(INDEX, 'www.example.com');
    await allow('www.example.com', 's3:GetObject');
    expect(text(await visit('/', { bucket: 'WWW.example.com' }))).toBe('example');
    await gateway().send('DELETE', '/www.example.com?website').expect(204);
  });

  it('redirects every request where the website says so', async () => {
    const to = '<HostName>other.test</HostName>';
    await configure(`<RedirectAllRequestsTo>${to}</RedirectAllRequestsTo>`);
    const answer = await visit('/a%20b?c=d');
    expect([answer.status, answer.headers['location']]).toEqual([301, 'http://other.test/a%20b?c=d']);
    await configure(`<RedirectAllRequestsTo>${to}<Protocol>https</Protocol></RedirectAllRequestsTo>`);
    expect((await visit('/')).headers['location']).toBe('https://other.test/');
  });

  it('redirects an object that says where it has gone', async () => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await visit('/moved', { method });
      expect([answer.status, answer.headers['location'], text(answer)]).toEqual([301, '/docs/', '']);
    }
  });

  it('follows rules for prefixes before anything is read', async () => {
    await configure(
      INDEX +
        rules(
          '<Condition><KeyPrefixEquals>docs/</KeyPrefixEquals></Condition><Redirect><ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith></Redirect>',
          '<Condition><KeyPrefixEquals>out/</KeyPrefixEquals></Condition><Redirect><HostName>o.test</HostName><Protocol>https</Protocol><HttpRedirectCode>307</HttpRedirectCode><ReplaceKeyWith>é x</ReplaceKeyWith></Redirect>',
        ),
    );
    const inside = await visit('/docs/a%20b');
    expect([inside.status, inside.headers['location']]).toEqual([301, '/documents/a%20b']);
    const outside = await visit('/out/a');
    expect([outside.status, outside.headers['location']]).toEqual([307, 'https://o.test/%C3%A9%20x']);
    expect(text(await visit('/'))).toBe('welcome');
  });

  it('follows rules for errors after the read, before the error document', async () => {
    await configure(
      INDEX +
        ERROR +
        rules(
          '<Condition><KeyPrefixEquals>old/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect><HostName>o.test</HostName></Redirect>',
          '<Condition><HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals></Condition><Redirect><ReplaceKeyWith>login</ReplaceKeyWith></Redirect>',
        ),
    );
    expect((await visit('/old/a')).headers['location']).toBe('http://o.test/old/a');
    expect(text(await visit('/new/a'))).toBe('sorry');
    await allow('site', 's3:GetObject');
    const denied = await visit('/old/a');
    expect([denied.status, denied.headers['location']]).toEqual([301, '/login']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('does not take %s', async (method) => {
    const body = method === 'OPTIONS' ? undefined : 'x';
    const answer = await visit('/index.html', { method, body });
    expectIds(answer);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect(items(answer)).toMatchObject({
      Code: 'MethodNotAllowed',
      Message: 'The specified method is not allowed against this resource.',
      Method: method,
    });
    expect(text(await visit('/'))).toBe('welcome');
  });

  it('asks for a host', async () => {
    const connection = await RawConnection.open(gateway().urls[1]!);
    connection.socket.write('GET / HTTP/1.1\r\n\r\n');
    expect((await connection.closed()).toString()).toMatch(/^HTTP\/1\.1 400 [^]*<li>Code: BadRequest<\/li>/);
  });

  it('sends an error in place of a head that cannot be sent', async () => {
    await configure('<RedirectAllRequestsTo><HostName>€.test</HostName></RedirectAllRequestsTo>');
    const log = keepLog();
    const answer = await visit('/');
    log.restore();
    expect([answer.status, items(answer)['Code']]).toEqual([500, 'InternalError']);
    expect(log.lines).toEqual([expect.stringMatching(/^GetObject failed, request /)]);
  });

  it('answers a path that cannot be read', async () => {
    const answer = await visit('/%zz');
    expect([answer.status, items(answer)['Code']]).toEqual([400, 'InvalidURI']);
    const long = await visit(`/${'x'.repeat(1020)}/`);
    expect([long.status, items(long)['Code']]).toEqual([400, 'KeyTooLongError']);
  });

  it('is closed where requesters pay', async () => {
    const body = '<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>';
    await putDocument(gateway(), '/site?requestPayment', body).expect(200);
    expect((await visit('/')).status).toBe(403);
    await putDocument(gateway(), '/site?requestPayment', body.replace('Requester<', 'BucketOwner<')).expect(
      200,
    );
  });

  it('serves no S3 API at this address, and no website at the others', async () => {
    const listing = await visit('/?list-type=2');
    expect(text(listing)).toBe('welcome');
    const api = await gateway().send('GET', '/site', { headers: { host: `site.${DOMAIN}` }, as: null });
    expect(api.headers['content-type']).toBe('application/xml');
  });
});

describe('a request to a website', () => {
  let directory: string;
  let traced: TracedGateway;
  beforeAll(async () => {
    directory = await makeDirectory();
    traced = await TracedGateway.start('http', {
      website: { port: ['127.0.0.1:0'] },
      audit: { file: join(directory, 'access.log') },
    });
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('is one trace and one line of the audit log', async () => {
    const { gateway } = traced;
    await gateway.send('PUT', '/site').expect(200);
    await gateway.send('PUT', '/site/index.html', { body: 'welcome' }).expect(200);
    await putDocument(gateway, '/site?website', `<WebsiteConfiguration>${INDEX}</WebsiteConfiguration>`);
    const body = policyOf('site', 'Allow', ['s3:GetObject']);
    await gateway.send('PUT', '/site?policy', { body }).expect(204);
    const { hostname, port } = new URL(gateway.urls[1]!);
    const get = (path: string) =>
      exchange({ url: `http://site${path}`, to: { host: hostname, port }, anonymous: true });

    const found = await get('/');
    const spans = await traced.spansOf(found.headers['x-trace-id'] as string);
    expect(root(spans)).toMatchObject({
      name: 'Website.GetObject',
      status: { code: 'OK' },
      attributes: { 's3.bucket': 'site', 's3.key': 'index.html', 'http.response.status_code': 200 },
    });
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Backend.HeadBucket', 'Acl.Authorize', 'Backend.GetObject']),
    );
    const absent = await get('/absent');
    expect(root(await traced.spansOf(absent.headers['x-trace-id'] as string))).toMatchObject({
      name: 'Website.GetObject',
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'AccessDenied', 'http.response.status_code': 403 },
    });
    await traced.stop();
    const lines = readFileSync(join(directory, 'access.log'), 'utf8');
    expect(lines).toMatch(/ - [0-9A-Z]{16} WEBSITE\.GET\.OBJECT index\.html "GET \/ HTTP\/1\.1" 200 - 7 7 /);
    expect(lines).toMatch(/ WEBSITE\.GET\.OBJECT absent "GET \/absent HTTP\/1\.1" 403 AccessDenied /);
  });
});

describe('the address of websites', () => {
  it('answers what is no HTTP in HTML, and goes on', async () => {
    const gateway = await TestGateway.start({ website: { port: ['127.0.0.1:0'] } });
    const connection = await RawConnection.open(gateway.urls[1]!);
    connection.socket.write('nonsense\r\n\r\n');
    const answer = (await connection.closed()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*Content-Type: text\/html[^]*<li>Code: BadRequest<\/li>/);
    expect((await exchange({ url: gateway.urls[1]!, anonymous: true })).status).toBe(404);
    await gateway.stop();
  });
});
