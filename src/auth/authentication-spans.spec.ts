import {
  ACCESS,
  exampleAuthentication,
  HOST,
  incoming,
  NOW,
  REGION,
  SECRET,
} from '../../test/support/aws-examples.js';
import { MemoryTracing } from '../../test/support/memory-tracing.js';
import { signRequest } from './sigv4/sign-request.js';

function signed(secret: string): ReturnType<typeof incoming> {
  const url = `http://${HOST}/key`;
  const headers = signRequest({ method: 'GET', url, access: ACCESS, secret, region: REGION, now: NOW });
  return incoming('GET', '/key', Object.entries(headers));
}

describe('the spans of a signature', () => {
  const tracing = new MemoryTracing();
  beforeAll(() => tracing.start());
  afterAll(() => tracing.stop());

  it('hold who was proved, with the account look-up below', async () => {
    const request = signed(SECRET);
    const spans = await tracing.spansOf(() => exampleAuthentication().authenticate(request));
    const signature = spans.find(({ name }) => name === 'Auth.V4Signature');
    const lookup = spans.find(({ name }) => name === 'Iam.GetUserAccount');
    expect(signature?.attributes).toMatchObject({
      'auth.method': 'sigv4-header',
      'auth.access_key': ACCESS,
      'auth.role': 'root',
      'auth.is_root': true,
    });
    expect(lookup?.attributes).toMatchObject({ 'iam.store': 'root', 'iam.cache_hit': true });
    expect(lookup?.parentSpanContext?.spanId).toBe(signature?.spanContext().spanId);
  });

  it('hold why it was refused, and neither secret nor signature', async () => {
    const request = signed('wrong');
    const spans = await tracing.spansOf(() =>
      exampleAuthentication()
        .authenticate(request)
        .catch(() => undefined),
    );
    const signature = spans.find(({ name }) => name === 'Auth.V4Signature');
    expect(signature?.attributes).toMatchObject({
      'auth.access_key': ACCESS,
      'error.type': 'SignatureDoesNotMatch',
    });
    expect(signature?.attributes).not.toHaveProperty('auth.role');
    const recorded = JSON.stringify(
      spans.map(({ attributes, events, status }) => [attributes, events, status]),
    );
    expect(recorded).not.toContain(SECRET);
    expect(recorded).not.toContain(String(request.headers.authorization).slice(-64));
  });
});
