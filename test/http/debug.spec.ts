import { createHash } from 'node:crypto';
import { expectIds } from '../support/answer.js';
import { keepLog } from '../support/log-lines.js';
import { presign } from '../support/presign.js';
import { TestGateway } from '../support/test-gateway.js';

describe('--debug', () => {
  let gateway: TestGateway;
  let log: ReturnType<typeof keepLog>;

  beforeAll(async () => {
    gateway = await TestGateway.start({ server: { debug: true } });
    await gateway.send('PUT', '/photos').expect(200);
  });
  afterAll(() => gateway.stop());
  beforeEach(() => (log = keepLog()));
  afterEach(() => log.restore());

  it('tells the heads of request and answer, with the id of the request, and no body', async () => {
    const body = 'the bytes of an object';
    const md5 = createHash('md5').update(body).digest();
    const answer = await gateway.send('PUT', '/photos/a%20b', { body, headers: { 'x-amz-meta-a': 'one' } });
    expectIds(answer);
    const text = log.lines.join('\n');
    const id = answer.headers['x-amz-request-id'] as string;
    expect(text).toContain(`${id}\n> PUT /photos/a%20b HTTP/1.1\n`);
    expect(text).toContain('\n> x-amz-meta-a: one\n');
    expect(text).toContain(`${id}\n< 200\n`);
    expect(text).toContain(`\n< ETag: "${md5.toString('hex')}"`);
    await gateway.send('GET', '/photos/a%20b').expect(200);
    expect(log.lines.join('\n')).not.toContain(body);
  });

  it('tells the documents of errors', async () => {
    await gateway.send('GET', '/photos/absent');
    expect(log.lines.join('\n')).toMatch(/\n< 404\n[^]*< <\?xml [^]*<Code>NoSuchKey<\/Code>/);
  });

  it('shows no credential', async () => {
    const secrets = { cookie: 'hush-cookie', 'x-amz-security-token': 'hush-token' };
    await gateway.send('GET', '/photos', { headers: secrets });
    const path = presign(gateway.url, '/photos', { query: { 'X-Amz-Security-Token': 'hush-token' } });
    await gateway.send('GET', path, { as: null, headers: { referer: `http://a${path}` } });
    const text = log.lines.join('\n');
    expect(text).toContain('> authorization: REDACTED');
    expect(text).toContain('X-Amz-Signature=REDACTED');
    expect(text).not.toMatch(/hush|Signature=[0-9a-f]{64}|aws4_request, /);
  });
});
