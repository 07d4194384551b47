import { Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { md5 } from '../support/object-body.js';
import { BACKENDS, makeDirectory, useGateway } from '../support/http-subject.js';
import { TestGateway } from '../support/test-gateway.js';

const withMd5 = (body: string): Record<string, string> => ({
  'content-md5': createHash('md5').update(body).digest('base64'),
});

const list = (keys: readonly string[], more = ''): string =>
  `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}${more}</Delete>`;

describe.each(BACKENDS)('DeleteObjects on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const remove = (body: string, headers = withMd5(body), path = '/photos?delete') =>
    gateway().send('POST', path, { body, headers });
  const put = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await gateway().send('PUT', `/photos/${key}`, { body: 'hello' }).expect(200);
  };

  it('deletes keys that are there and keys that are not, in the order of the request', async () => {
    await put('b', 'a');
    const answer = await remove(list(['b', 'absent', 'a']));
    expectIds(answer);
    expect(documentOf(answer, 'DeleteResult')).toEqual({
      Deleted: [{ Key: 'b' }, { Key: 'absent' }, { Key: 'a' }],
    });
    await gateway().send('HEAD', '/photos/a').expect(404);
  });

  it('says only what failed when it is to be quiet', async () => {
    await put('quiet');
    const more = '<Quiet>true</Quiet><Object><Key>x</Key><VersionId/></Object>';
    expect(documentOf(await remove(list(['quiet'], more)), 'DeleteResult')).toEqual({
      Error: {
        Key: 'x',
        VersionId: '',
        Code: 'InvalidArgument',
        Message: 'Version id cannot be the empty string',
      },
    });
  });

  it('deletes under a condition for each key', async () => {
    await put('kept', 'gone');
    const entry = (key: string, etag: string): string =>
      `<Object><Key>${key}</Key><ETag>"${etag}"</ETag><Size>5</Size></Object>`;
    const body = list([], entry('kept', 'other') + entry('gone', md5('hello')));
    expect(documentOf(await remove(body), 'DeleteResult')).toEqual({
      Deleted: { Key: 'gone' },
      Error: {
        Key: 'kept',
        Code: 'PreconditionFailed',
        Message: 'At least one of the pre-conditions you specified did not hold',
      },
    });
  });

  it('reads escaped keys, and writes them so', async () => {
    await put('a%26b');
    expect(documentOf(await remove(list(['a&amp;b'])), 'DeleteResult')).toEqual({ Deleted: { Key: 'a&b' } });
    await gateway().send('HEAD', '/photos/a%26b').expect(404);
  });

  it('wants a digest of the document, and the right one', async () => {
    const body = list(['a']);
    expect(errorOf(await remove(body, {}))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5',
    });
    expect(errorOf(await remove(body, withMd5('other')))).toMatchObject({ status: 400, Code: 'BadDigest' });
    const crc = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    expect(errorOf(await remove(body, crc))).toMatchObject({ status: 400, Code: 'BadDigest' });
  });

  it('takes 1,000 keys and refuses 1,001', async () => {
    const keys = Array.from({ length: 1001 }, (_, index) => `key-${index}`);
    expect(documentOf(await remove(list(keys.slice(1))), 'DeleteResult')['Deleted']).toHaveLength(1000);
    expect(errorOf(await remove(list(keys)))).toEqual({
      status: 400,
      Code: 'MalformedXML',
      Message: 'The XML you provided was not well-formed or did not validate against our published schema',
    });
  });

  it.each([
    ['no keys', list([])],
    ['an empty key', list([''])],
    ['no Key', '<Delete><Object/></Delete>'],
    ['another document', '<Remove><Object><Key>a</Key></Object></Remove>'],
    ['broken XML', '<Delete><Object><Key>a</Key></Object>'],
    ['text that is no XML', 'delete a'],
    ['a boolean that is none', list(['a'], '<Quiet>perhaps</Quiet>')],
  ])('refuses %s', async (_case, body) => {
    expect(errorOf(await remove(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
  });

  it('refuses an empty body and a bucket that is not there', async () => {
    expect(errorOf(await remove('', { ...withMd5(''), 'content-length': '0' }))).toMatchObject({
      status: 400,
      Code: 'MissingRequestBodyError',
      Message: 'Request Body is empty',
    });
    const body = list(['a']);
    expect(errorOf(await remove(body, withMd5(body), '/absent?delete'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });
});

describe('DeleteObjects of an object whose metadata is damaged', () => {
  it('answers the others, and leaves the fault in the log', async () => {
    const sidecar = await makeDirectory();
    const gateway = await TestGateway.start({ backend: 'posix', posix: { metadata: 'sidecar', sidecar } });
    const lines: string[] = [];
    try {
      await gateway.send('PUT', '/photos').expect(200);
      await gateway.send('PUT', '/photos/damaged', { body: 'hello' }).expect(200);
      const entries = await readdir(sidecar, { recursive: true, withFileTypes: true });
      const [record] = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('damaged'));
      await writeFile(join(record!.parentPath, record!.name), 'damaged');
      Logger.overrideLogger({
        log: () => undefined,
        warn: () => undefined,
        error: (...texts: unknown[]) => void lines.push(texts.join()),
      });
      const body = `<Delete><Object><Key>damaged</Key><ETag>a</ETag></Object><Object><Key>b</Key></Object></Delete>`;
      const answer = await gateway.send('POST', '/photos?delete', { body, headers: withMd5(body) });
      expect(documentOf(answer, 'DeleteResult')).toMatchObject({
        Deleted: { Key: 'b' },
        Error: { Key: 'damaged', Code: 'InternalError' },
      });
      expect(lines.join()).toMatch(/DeleteObjects failed, request [0-9A-Z]{16}/);
    } finally {
      Logger.overrideLogger(['error', 'warn']);
      await gateway.stop();
      await rm(sidecar, { recursive: true });
    }
  });
});
