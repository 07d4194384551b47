import { FORM_HEADERS, formBody, signPolicy } from '../../support/form.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { formatTrace } from '../../support/span-tree.js';
import { ROOT } from '../../support/test-gateway.js';
import { root, TracedGateway, type Answer } from './traced-gateway.js';

const CONTENT = 'the-content-of-the-file';

/** Of a form that is signed. */
const signedFields = (): Record<string, string> => ({
  key: 'a/b',
  ...signPolicy('photos', { conditions: [{ key: 'a/b' }] }),
});

const sendForm = (traced: TracedGateway, form: Readonly<Record<string, string>>): Promise<Answer> =>
  traced.send('POST', '/photos', {
    as: null,
    headers: FORM_HEADERS,
    body: formBody(form, [{ content: CONTENT }]),
  });

describe('the trace of a form upload', () => {
  let traced: TracedGateway;
  const fields = signedFields();
  const post = (form: Readonly<Record<string, string>>): Promise<Answer> => sendForm(traced, form);
  const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan | undefined =>
    spans.find((span) => span.name === name);
  const assertNoSecrets = (spans: readonly ReceivedSpan[]): void => {
    const text = formatTrace(spans);
    for (const secret of [ROOT.secret, fields['policy'], fields['x-amz-signature'], CONTENT])
      expect(text).not.toContain(secret);
  };

  beforeAll(async () => {
    traced = await TracedGateway.start();
    await traced.ok('PUT', '/photos');
  });
  afterAll(() => traced.stop());

  it('shows who signed it, the decision, and the way of the file', async () => {
    const { response, spans } = await post(fields);
    expect(response.status).toBe(204);
    expect(root(spans)).toMatchObject({
      name: 'S3.PostObject',
      attributes: {
        'http.route': '/{Bucket}',
        'url.path': '/photos',
        's3.bucket': 'photos',
        's3.key': 'a/b',
      },
    });
    expect(named(spans, 'Auth.PostPolicy')?.attributes).toMatchObject({
      'auth.method': 'post-policy',
      'auth.access_key': ROOT.access,
      'auth.is_root': true,
    });
    expect(named(spans, 'Acl.Authorize')?.attributes).toMatchObject({
      's3.action': 's3:PutObject',
      'acl.decision': 'allow',
    });
    expect(named(spans, 'Checksum.Verify')?.attributes).toMatchObject({ 'checksum.bytes': CONTENT.length });
    expect(named(spans, 'Backend.PutObject')?.attributes).toMatchObject({ 's3.key': 'a/b' });
    expect(named(spans, 'Posix.IO.WriteData')?.attributes).toMatchObject({
      'posix.bytes_written': CONTENT.length,
    });
    assertNoSecrets(spans);
  });

  it('ends where the form is refused', async () => {
    const { response, spans } = await post({ ...fields, 'x-amz-signature': 'a'.repeat(64) });
    expect(response.status).toBe(403);
    expect(root(spans).attributes['error.type']).toBe('SignatureDoesNotMatch');
    expect(named(spans, 'Auth.PostPolicy')).toBeDefined();
    expect(named(spans, 'Backend.PutObject')).toBeUndefined();
    assertNoSecrets(spans);
  });

  it('shows that nobody signed it', async () => {
    const { response, spans } = await post({ key: 'a/b' });
    expect(response.status).toBe(403);
    expect(named(spans, 'Auth.PostPolicy')).toBeUndefined();
    expect(named(spans, 'Acl.Authorize')?.attributes).toMatchObject({ 'acl.decision': 'deny' });
  });
});

describe('the trace of a form upload where keys are hidden', () => {
  it('has the path that was asked for, and no key', async () => {
    const traced = await TracedGateway.start('http', { tracing: { objectKeys: 'off' } });
    try {
      await traced.ok('PUT', '/photos');
      const { attributes } = root((await sendForm(traced, signedFields())).spans);
      expect(attributes['url.path']).toBe('/photos');
      expect(attributes).not.toHaveProperty(['s3.key']);
    } finally {
      await traced.stop();
    }
  });
});
