import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { presign } from '../../support/presign.js';
import request from 'supertest';
import { root, TracedGateway, type Answer } from './traced-gateway.js';

const WORD = 'confidential';
const KEY = `${WORD}/report`;
const HASH = createHash('sha256').update(KEY).digest('hex').slice(0, 16);
const PATH = `/photos/${KEY}`;

/** Requests that bring the key into paths, queries, bodies and errors. */
async function useKey(traced: TracedGateway): Promise<Answer> {
  await traced.ok('PUT', '/photos');
  const put = await traced.ok('PUT', PATH, { body: 'x' });
  await traced.ok('GET', PATH);
  await traced.ok('PUT', `${PATH}-copy`, { headers: { 'x-amz-copy-source': PATH } });
  await traced.ok('GET', `/photos?list-type=2&prefix=${WORD}%2F&start-after=${WORD}`);
  const page = await traced.ok('GET', '/photos?list-type=2&max-keys=1');
  const token = /<NextContinuationToken>([^<]+)</.exec(String(page.response.body))?.[1] ?? '';
  await traced.ok('GET', `/photos?list-type=2&continuation-token=${encodeURIComponent(token)}`);
  await traced.ok('GET', `/photos?versions&key-marker=${WORD}`);
  const created = await traced.ok('POST', `${PATH}?uploads`);
  const upload = /<UploadId>([^<]+)</.exec(String(created.response.body))?.[1] ?? '';
  await traced.ok('PUT', `${PATH}?partNumber=1&uploadId=${upload}`, { body: 'part' });
  await traced.ok('GET', `/photos?uploads&prefix=${WORD}`);
  await traced.ok('DELETE', `${PATH}?uploadId=${upload}`);
  await traced.send('GET', `${PATH}-none`);
  await traced.send('GET', `/photos/${WORD}%zz`);
  await traced.send('PATCH', PATH);
  await traced.send('PUT', `${PATH}/below`, { body: 'an object is no directory' });
  await traced.send('PUT', `/photos/${WORD}${'k'.repeat(600)}`, { body: 'too long for a file' });
  const { url, directory } = traced.gateway;
  await traced.trace(
    new request.Test(url, 'GET', presign(url, PATH, { query: { 'response-content-type': WORD } })),
  );
  await rm(join(directory, 'photos', KEY));
  await traced.send('GET', PATH);
  await traced.ok('DELETE', PATH);
  return put;
}

describe('the key of an object', () => {
  it.each([
    ['hash', HASH],
    ['off', undefined],
  ] as const)('is nowhere in what leaves: %s', async (objectKeys, shown) => {
    const traced = await TracedGateway.start('http', { tracing: { objectKeys } });
    try {
      const { spans } = await useKey(traced);
      const path = `/photos/${shown ?? ''}`;
      expect(root(spans).attributes).toMatchObject({ 'url.path': path, 'http.url': path });
      const told = spans.flatMap(({ attributes }) => [attributes['s3.key'], attributes['posix.object']]);
      expect([...new Set(told)].filter((value) => value !== undefined)).toEqual(shown ? [shown] : []);
    } finally {
      await traced.stop();
    }
    const exported = Buffer.concat(traced.receiver.bodies).toString('latin1');
    expect(exported).toContain('s3_PutObject');
    expect(exported).toContain('NoSuchKey');
    const found = exported.indexOf(WORD);
    expect(found < 0 ? '' : exported.slice(found - 100, found + 100)).toBe('');
  });

  it('is told in full where nothing is said', async () => {
    const traced = await TracedGateway.start();
    try {
      const { spans } = await useKey(traced);
      expect(root(spans).attributes).toMatchObject({ 's3.key': KEY, 'url.path': PATH });
    } finally {
      await traced.stop();
    }
  });
});
