import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const tagging = (...tags: [string, string][]): string =>
  `<Tagging><TagSet>${tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</TagSet></Tagging>`;

const NEVER = '0'.repeat(32);

describe.each(BACKENDS)('object tagging on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (body: string, path = '/photos/a?tagging') => gateway().send('PUT', path, { body });
  const get = () => gateway().send('GET', '/photos/a?tagging');

  beforeEach(async () => {
    await gateway()
      .send('PUT', '/photos/a', { body: 'x', headers: { 'x-amz-tagging': 'old=1' } })
      .expect(200);
  });

  it('gives back the tags of the upload', async () => {
    const answer = await get();
    expectIds(answer);
    expect(documentOf(answer, 'Tagging')).toEqual({ TagSet: { Tag: { Key: 'old', Value: '1' } } });
  });

  it('replaces all tags and leaves bytes and ETag as they were', async () => {
    const before = await gateway().send('HEAD', '/photos/a');
    const answer = await put(
      tagging(['colour', 'blue &amp; green'.replace(' &amp; ', ' + ')], ['größe', '']),
    );
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
    expect(documentOf(await get(), 'Tagging')).toEqual({
      TagSet: {
        Tag: [
          { Key: 'colour', Value: 'blue + green' },
          { Key: 'größe', Value: '' },
        ],
      },
    });
    const after = await gateway().send('HEAD', '/photos/a');
    expect(after.headers['etag']).toBe(before.headers['etag']);
    expect(after.headers['x-amz-tagging-count']).toBe('2');
  });

  it('deletes all tags', async () => {
    const answer = await gateway().send('DELETE', '/photos/a?tagging');
    expect(answer.status).toBe(204);
    expect(documentOf(await get(), 'Tagging')).toEqual({ TagSet: '' });
    await gateway().send('HEAD', '/photos/a').expect(200);
  });

  it('sets no tags at all', async () => {
    expect((await put(tagging())).status).toBe(200);
    expect(documentOf(await get(), 'Tagging')).toEqual({ TagSet: '' });
  });

  it('refuses eleven tags, doubles and what no tag may be', async () => {
    const eleven = Array.from({ length: 11 }, (_, index): [string, string] => [`k${index}`, 'v']);
    expect(errorOf(await put(tagging(...eleven)))).toEqual({
      status: 400,
      Code: 'BadRequest',
      Message: 'Object tags cannot be greater than 10',
    });
    expect(errorOf(await put(tagging(['a', '1'], ['a', '2'])))).toEqual({
      status: 400,
      Code: 'InvalidTag',
      Message: 'Cannot provide multiple Tags with the same key',
      TagKey: 'a',
    });
    expect(errorOf(await put(tagging(['k'.repeat(129), ''])))).toMatchObject({
      status: 400,
      Code: 'InvalidTag',
      Message: 'The TagKey you have provided is invalid',
    });
    expect(errorOf(await put(tagging(['a', 'v'.repeat(257)])))).toMatchObject({
      status: 400,
      Code: 'InvalidTag',
      Message: 'The TagValue you have provided is invalid',
    });
    expect(documentOf(await get(), 'Tagging')).toEqual({ TagSet: { Tag: { Key: 'old', Value: '1' } } });
  });

  it.each([
    '<Tagging/>',
    '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>',
    '<Tags/>',
    '<',
    '&a;',
  ])('refuses the document %s', async (body) => {
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
  });

  it.each(['GET', 'DELETE'])('%s says what is missing', async (method) => {
    expect(errorOf(await gateway().send(method, '/photos/absent?tagging'))).toMatchObject({
      status: 404,
      Code: 'NoSuchKey',
      Key: method === 'GET' ? 'photos/absent' : 'absent',
    });
    expect(errorOf(await gateway().send(method, '/absent/a?tagging'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
    expect(errorOf(await gateway().send(method, `/photos/a?tagging&versionId=${NEVER}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
      Key: method === 'GET' ? 'photos/a' : 'a',
      VersionId: NEVER,
    });
  });

  it('PUT says what is missing', async () => {
    expect(errorOf(await put(tagging(), '/photos/absent?tagging'))).toMatchObject({ Code: 'NoSuchKey' });
    expect(errorOf(await gateway().send('PUT', '/photos/a?tagging'))).toMatchObject({
      status: 400,
      Code: 'MissingRequestBodyError',
    });
  });
});
