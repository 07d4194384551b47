import { documentOf, errorOf, ownHeaders } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED, putDocument } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const tagging = (...tags: [string, string][]): string =>
  `<Tagging><TagSet>${tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</TagSet></Tagging>`;

describe.each(BACKENDS)('bucket tagging on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (body: string) => putDocument(gateway(), '/photos?tagging', body);
  const get = () => gateway().send('GET', '/photos?tagging');
  const NONE = {
    status: 404,
    Code: 'NoSuchTagSet',
    Message: 'The TagSet does not exist',
    BucketName: 'photos',
  };

  beforeEach(async () => {
    await gateway().send('DELETE', '/photos?tagging').expect(204);
  });

  itRefusesWhatIsNoDocument(gateway, 'tagging', 'Tagging');

  it('gives back what was set, in its order', async () => {
    const answer = await put(tagging(['team', 'a b'], ['größe', ''], ['2', 'x'], ['1', 'y']));
    expect(answer.status).toBe(204);
    expect(ownHeaders(answer)).toEqual({});
    const { TagSet } = documentOf(await get(), 'Tagging') as { TagSet: { Tag: unknown[] } };
    expect(TagSet.Tag).toEqual([
      { Key: 'team', Value: 'a b' },
      { Key: 'größe', Value: '' },
      { Key: '2', Value: 'x' },
      { Key: '1', Value: 'y' },
    ]);
  });

  it('replaces all tags, and deletes them', async () => {
    await put(tagging(['a', '1'], ['b', '2'])).expect(204);
    await put(tagging(['c', '3'])).expect(204);
    expect(documentOf(await get(), 'Tagging')).toEqual({ TagSet: { Tag: { Key: 'c', Value: '3' } } });
    expect((await gateway().send('DELETE', '/photos?tagging')).status).toBe(204);
    expect(errorOf(await get())).toEqual(NONE);
  });

  it('has no tag set at first, and none after an empty one', async () => {
    expect(errorOf(await get())).toEqual(NONE);
    await put(tagging(['a', '1'])).expect(204);
    await put(tagging()).expect(204);
    expect(errorOf(await get())).toEqual(NONE);
  });

  it('takes fifty tags and no more', async () => {
    const many = Array.from({ length: 51 }, (_, index): [string, string] => [`k${index}`, 'v']);
    expect((await put(tagging(...many.slice(1)))).status).toBe(204);
    expect(errorOf(await put(tagging(...many)))).toEqual({
      status: 400,
      Code: 'BadRequest',
      Message: 'Bucket tag count cannot be greater than 50',
    });
  });

  it.each([
    ['a', 'Cannot provide multiple Tags with the same key', tagging(['a', '1'], ['a', '2'])],
    ['aws:x', 'System tags cannot be added/updated by requester', tagging(['aws:x', '1'])],
    ['', 'The TagKey you have provided is invalid', tagging(['', '1'])],
    ['a!', 'The TagKey you have provided is invalid', tagging(['a!', '1'])],
    ['a', 'The TagValue you have provided is invalid', tagging(['a', 'v'.repeat(257)])],
  ])('refuses the tag %p: %s', async (TagKey, Message, body) => {
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'InvalidTag', Message, TagKey });
    expect(errorOf(await get())).toEqual(NONE);
  });

  it('refuses a tag without value, and a document without digest or with a wrong one', async () => {
    expect(errorOf(await put('<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>'))).toEqual(
      MALFORMED,
    );
    const body = tagging(['a', '1']);
    expect(errorOf(await gateway().send('PUT', '/photos?tagging', { body }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5',
    });
    const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
    expect(errorOf(await gateway().send('PUT', '/photos?tagging', { body, headers }))).toMatchObject({
      status: 400,
      Code: 'BadDigest',
    });
  });
});
