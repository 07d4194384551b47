import { errorOf } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const restore = (content: string): string =>
  `<RestoreRequest xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</RestoreRequest>`;
const ONE_DAY = restore('<Days>1</Days>');

describe.each(BACKENDS)('restoring an object on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const send = (body: string, path = '/photos/a?restore') => gateway().send('POST', path, { body });

  beforeAll(async () => {
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
  });

  it.each([
    '<Days>1</Days>',
    '<Days>30</Days><GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters>',
    '<GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters>',
    '<Tier>Expedited</Tier><Description>again</Description>',
  ])('is not allowed for what was never archived: %s', async (content) => {
    expect(errorOf(await send(restore(content)))).toEqual({
      status: 403,
      Code: 'InvalidObjectState',
      Message: "Restore is not allowed for the object's current storage class",
    });
  });

  it.each([
    '',
    '<Days>0</Days>',
    '<Days>-1</Days>',
    '<Days>soon</Days>',
    '<Days>1</Days><Days>2</Days>',
    '<Days>1</Days><Tier>Slow</Tier>',
    '<Days>1</Days><GlacierJobParameters/>',
    '<Days>1</Days><Type>ALL</Type>',
    '<Hours>1</Hours>',
  ])('takes no document that says %s', async (content) => {
    expect(errorOf(await send(restore(content)))).toMatchObject({ status: 400, Code: 'MalformedXML' });
  });

  it('takes no other document, none, and none that selects', async () => {
    expect(errorOf(await send('<Restore/>'))).toMatchObject({ status: 400, Code: 'MalformedXML' });
    expect(errorOf(await send(''))).toMatchObject({ status: 400, Code: 'MissingRequestBodyError' });
    expect(errorOf(await send(restore('<Type>SELECT</Type>')))).toMatchObject({
      status: 501,
      Code: 'NotImplemented',
    });
  });

  it('says what is missing', async () => {
    expect(errorOf(await send(ONE_DAY, '/photos/absent?restore'))).toMatchObject({
      status: 404,
      Code: 'NoSuchKey',
      Key: 'absent',
    });
    expect(errorOf(await send(ONE_DAY, '/absent/a?restore'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
    expect(errorOf(await send(ONE_DAY, `/photos/a?restore&versionId=${'0'.repeat(32)}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
    });
  });

  it('is denied to strangers', async () => {
    const answer = await gateway().send('POST', '/photos/a?restore', { body: ONE_DAY, as: null });
    expect(errorOf(answer)).toMatchObject({ status: 403, Code: 'AccessDenied' });
  });
});
