import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { ReceivedSpan } from '../support/received-span.js';
import { policyOf } from '../support/accounts.js';
import { makeDirectory } from '../support/http-subject.js';
import { TracedGateway } from './traces/traced-gateway.js';

const BOB = { access: 'bob', secret: 'bob-secret' };

/** `Acl.*` spans as `name action decision reason`, children indented. */
function aclSpans(spans: readonly ReceivedSpan[]): string[] {
  const own = spans.filter(({ name }) => name.startsWith('Acl.'));
  const ids = new Set(own.map(({ spanId }) => spanId));
  return own
    .toSorted((a, b) => Number(a.startTime - b.startTime))
    .map(({ name, attributes, parentSpanId }) => {
      const told = ['s3.action', 'acl.decision', 'acl.reason'].map((key) => attributes[key]);
      const text = [name, ...told.filter((value) => typeof value === 'string')].join(' ');
      return ids.has(parentSpanId) ? `  ${text}` : text;
    });
}

describe('the trace of a decision', () => {
  let directory: string;
  let traced: TracedGateway;

  beforeAll(async () => {
    directory = await makeDirectory();
    traced = await TracedGateway.start('http', { iam: { dir: directory } });
    await traced.ok('PATCH', '/create-user', {
      body: '<Account><Access>bob</Access><Secret>bob-secret</Secret><Role>user</Role></Account>',
    });
    await traced.ok('PUT', '/photos', { headers: { 'x-amz-acl': 'public-read' } });
    const body = policyOf('photos', 'Allow', ['s3:PutObject', 's3:DeleteObject'], { principals: ['bob'] });
    await traced.ok('PUT', '/photos?policy', { body });
  });
  afterAll(async () => {
    await traced.stop();
    await rm(directory, { recursive: true });
  });

  const tell = async (...asked: Parameters<TracedGateway['send']>) =>
    aclSpans((await traced.send(...asked)).spans);

  it('names the rule that decided', async () => {
    expect(await tell('PUT', '/photos/a', { body: 'x' })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:PutObject allow root',
    ]);
    expect(await tell('PUT', '/photos/a', { body: 'x', as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:PutObject allow policy-allow:TheOne',
    ]);
    expect(await tell('GET', '/photos', { as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:ListBucket allow acl-grant:READ to AllUsers',
    ]);
    expect(await tell('GET', '/photos?policy', { as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:GetBucketPolicy deny no-grant',
    ]);
    expect(await tell('GET', '/', { as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:ListAllMyBuckets allow own-buckets',
    ]);
  });

  it('tells what a caller without a signature was let do', async () => {
    expect(await tell('GET', '/photos', { as: null })).toEqual([
      'Acl.PublicBucketAccess',
      '  Acl.Parse',
      '  Acl.Authorize s3:ListBucket allow acl-grant:READ to AllUsers',
    ]);
    expect(await tell('PUT', '/photos/a', { as: null })).toEqual([
      'Acl.PublicBucketAccess',
      '  Acl.Parse',
      '  Acl.Authorize s3:PutObject deny no-grant',
    ]);
  });

  it('tells each further permission', async () => {
    const headers = { 'x-amz-tagging': 'a=1' };
    expect(await tell('PUT', '/photos/a', { body: 'x', headers, as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:PutObject allow policy-allow:TheOne',
      'Acl.Authorize s3:PutObjectTagging deny no-grant',
    ]);
  });

  it('tells of a thousand keys each reason once', async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `<Object><Key>k${index}</Key></Object>`);
    const body = `<Delete>${keys.join('')}</Delete>`;
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    expect(await tell('POST', '/photos?delete', { body, headers, as: BOB })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:DeleteObject allow decided-per-key',
      'Acl.Authorize s3:DeleteObject allow policy-allow:TheOne',
    ]);
    expect(await tell('POST', '/photos?delete', { body, headers })).toEqual([
      'Acl.Parse',
      'Acl.Authorize s3:DeleteObject allow root',
    ]);
  });
});
