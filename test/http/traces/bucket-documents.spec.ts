import { putDocument } from '../../support/bucket-document.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { root, TracedGateway } from './traced-gateway.js';

const CORS =
  '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>';

const backendCalls = (spans: readonly ReceivedSpan[]): string[] =>
  spans.map(({ name }) => name).filter((name) => name.startsWith('Backend.'));

describe('the trace of a request for a document of a bucket', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start();
    await traced.ok('PUT', '/photos');
  });

  afterAll(() => traced.stop());

  it('writes once, and reads with what access was decided by', async () => {
    const written = await traced.trace(putDocument(traced.gateway, '/photos?cors', CORS));
    expect(written.response.status).toBe(200);
    expect(root(written.spans).name).toBe('S3.PutBucketCors');
    expect(backendCalls(written.spans)).toEqual(['Backend.WriteBucketDocument']);
    const read = await traced.ok('GET', '/photos?cors');
    expect(root(read.spans).name).toBe('S3.GetBucketCors');
    expect(backendCalls(read.spans)).toEqual([]);
    const origin = await traced.ok('GET', '/photos?location', { headers: { origin: 'https://a.example' } });
    expect(origin.response.headers['access-control-allow-origin']).toBe('*');
    expect(backendCalls(origin.spans)).toEqual([]);
  });

  it('shows a preflight with one read and nobody who was asked who he is', async () => {
    const { spans } = await traced.ok('OPTIONS', '/photos/a?X-Amz-Signature=secret', {
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
      as: null,
    });
    const { name, attributes } = root(spans);
    expect(name).toBe('S3.OptionsObject');
    expect(JSON.stringify(attributes)).not.toContain('secret');
    expect(backendCalls(spans)).toEqual(['Backend.HeadBucket']);
    expect(spans.filter((span) => /^(Auth|Acl)\./.test(span.name))).toEqual([]);
  });
});
