import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { documentOf, errorOf, type Answer, type PlainElement } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT } from '../support/test-gateway.js';

const MALFORMED = {
  status: 400,
  Code: 'MalformedXML',
  Message: 'The XML you provided was not well-formed or did not validate against our published schema',
};

describe.each(BACKENDS)('hostile requests to %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  /** Sends the target as it is: no client tidies it. */
  const raw = async (method: string, target: string, body = ''): Promise<Answer> => {
    const headers = { 'content-length': String(body.length) };
    const url = `${gateway().url}${target}`;
    const connection = await RawConnection.open(gateway().url);
    const signed = signRequest({ method, url, headers, body, region: 'us-east-1', ...ROOT });
    connection.head(method, target, signed);
    connection.write(body);
    const answer = await connection.response(method);
    connection.destroy();
    return answer;
  };
  const keys = async (): Promise<unknown[]> => {
    const list = documentOf(await gateway().send('GET', '/photos'), 'ListBucketResult');
    return [list['Contents'] ?? []].flat().map((content) => (content as PlainElement)['Key']);
  };

  const DOTS = [
    '/photos/a/../b',
    '/photos/a/./b',
    '/photos/..',
    '/photos/a//b',
    '/photos/%2E%2E/x',
    '/photos/..%2Fx',
  ];

  it.each(DOTS)('keep the key of %s as it is, or refuse it, and never leave the bucket', async (target) => {
    const put = await raw('PUT', target, 'dots');
    const key = decodeURIComponent(target.slice('/photos/'.length));
    const stored = put.status === 200;
    expect([200, 400]).toContain(put.status);
    expect(await keys()).toEqual(stored ? [key] : []);
    const read = await raw('GET', target);
    expect(stored ? read.body.toString() : read.status).toBe(stored ? 'dots' : put.status);
    const removed = await raw('DELETE', target);
    expect(removed.status).toBe(stored ? 204 : put.status);
    expect(await keys()).toEqual([]);
  });

  it('do not reach the folder of uploads, other buckets or files beside the root', async () => {
    for (const target of [
      '/photos/.sgwtmp/x',
      '/.sgwtmp',
      '/../etc/passwd',
      '/%2e%2e/etc',
      '/photos/../../escaped-key',
    ]) {
      const answer = await raw('PUT', target, 'x');
      expect([target, answer.status >= 400 && answer.status < 500]).toEqual([
        target,
        // The memory backend has no such folder, and any key is a key.
        backend === 'posix' || !target.startsWith('/photos/'),
      ]);
    }
    expect(existsSync(join(gateway().directory, '..', 'escaped-key'))).toBe(false);
    for (const key of ['.sgwtmp/x', '../../escaped-key']) await raw('DELETE', `/photos/${key}`);
  });

  it.each(['/photos/%zz', '/photos/%', '/photos/%c3', '/%ff', '/photos/a%00b'])(
    'with the broken escape %s get InvalidURI',
    async (target) => {
      const answer = await raw('PUT', target, 'x');
      expect(errorOf(answer)).toMatchObject({
        status: 400,
        Code: 'InvalidURI',
        Message: "Couldn't parse the specified URI.",
      });
    },
  );

  it('with a broken escape or too many parameters in the query get InvalidURI', async () => {
    expect(errorOf(await raw('GET', '/photos?prefix=%zz'))).toMatchObject({
      status: 400,
      Code: 'InvalidURI',
    });
    const many = Array.from({ length: 200 }, (_, index) => `p${index}=1`).join('&');
    expect(errorOf(await raw('GET', `/photos?${many}`))).toMatchObject({ status: 400, Code: 'InvalidURI' });
  });

  const BOMB = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`;

  it.each([
    ['an entity bomb', `${BOMB}<Delete><Object><Key>&b;</Key></Object></Delete>`],
    ['an external entity', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Delete>&x;</Delete>'],
    ['an empty DOCTYPE', '<!DOCTYPE Delete><Delete><Object><Key>a</Key></Object></Delete>'],
    ['an unknown entity', '<Delete><Object><Key>&nbsp;</Key></Object></Delete>'],
    ['elements nested too deep', `<Delete>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</Delete>`],
    ['bytes that are no UTF-8', Buffer.from('<Delete><Object><Key>\xff</Key></Object></Delete>', 'latin1')],
  ])('with %s get MalformedXML', async (_case, body) => {
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    expect(errorOf(await gateway().send('POST', '/photos?delete', { body, headers }))).toEqual(MALFORMED);
  });

  it('with a document of more than 4 MiB get MaxMessageLengthExceeded', async () => {
    const body = `<Delete>${' '.repeat(4 << 20)}</Delete>`;
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    expect(errorOf(await gateway().send('POST', '/photos?delete', { body, headers }))).toEqual({
      status: 400,
      Code: 'MaxMessageLengthExceeded',
      Message: 'Your request was too big.',
      MaxMessageLengthBytes: '4194304',
    });
  });

  it('that write markup into an error get it back escaped', async () => {
    const answer = await raw('GET', '/photos/%3CKey%3E%26%22');
    expect(answer.body.toString()).toContain('<Key>&lt;Key&gt;&amp;');
    expect(errorOf(answer)).toMatchObject({ Code: 'NoSuchKey', Key: '<Key>&"' });
  });

  it('in the absolute form address the path within', async () => {
    const connection = await RawConnection.open(gateway().url);
    const signed = signRequest({
      method: 'GET',
      url: `${gateway().url}/photos`,
      region: 'us-east-1',
      ...ROOT,
    });
    connection.head('GET', `${gateway().url}/photos`, signed);
    expect((await connection.response()).status).toBe(200);
    connection.destroy();
  });
});
