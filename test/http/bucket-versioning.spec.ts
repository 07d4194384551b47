import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { setObjectLock, setVersioning } from '../support/locked-bucket.js';

const configuration = (content: string): string =>
  `<VersioningConfiguration>${content}</VersioningConfiguration>`;

describe('the versioning of a bucket whose driver keeps no metadata', () => {
  const gateway = useGateway({ backend: 'posix', posix: { metadata: 'none' } }, 'photos');

  it('is never configured, and says so', async () => {
    const body = configuration('<Status>Enabled</Status>');
    expect(errorOf(await gateway().send('PUT', '/photos?versioning', { body }))).toEqual({
      status: 501,
      Code: 'VersioningNotConfigured',
      Message: 'Versioning has not been configured for the gateway.',
    });
    const answer = await gateway().send('GET', '/photos?versioning');
    expect(documentOf(answer, 'VersioningConfiguration')).toBe('');
  });
});

describe.each(BACKENDS)('the versioning of a bucket on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain', 'photos', 'locked');
  const get = (bucket: string) => gateway().send('GET', `/${bucket}?versioning`);
  const put = (content: string, bucket = 'photos') =>
    gateway().send('PUT', `/${bucket}?versioning`, { body: configuration(content) });

  it('is an empty document when it was never configured', async () => {
    const answer = await get('plain');
    expectIds(answer);
    expect(documentOf(answer, 'VersioningConfiguration')).toBe('');
  });

  it('is enabled, suspended and enabled again', async () => {
    for (const status of ['Enabled', 'Suspended', 'Enabled']) {
      const answer = await put(`<Status>${status}</Status>`);
      expect(answer.status).toBe(200);
      expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
      expect(documentOf(await get('photos'), 'VersioningConfiguration')).toEqual({ Status: status });
    }
  });

  it('is refused without a state', async () => {
    for (const content of ['', '<Status/>', '<MfaDelete>Disabled</MfaDelete>']) {
      expect(errorOf(await put(content, 'plain'))).toEqual({
        status: 400,
        Code: 'IllegalVersioningConfigurationException',
        Message: 'The Versioning element must be specified',
      });
    }
  });

  it.each(['Disabled', 'enabled', 'ENABLED', 'Off'])('is refused with the state %s', async (status) => {
    expect(errorOf(await put(`<Status>${status}</Status>`, 'plain'))).toEqual({
      status: 400,
      Code: 'MalformedXML',
      Message: 'The XML you provided was not well-formed or did not validate against our published schema',
    });
    expect(documentOf(await get('plain'), 'VersioningConfiguration')).toBe('');
  });

  it('says that deletes with a second factor are not served', async () => {
    expect(errorOf(await put('<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>', 'plain'))).toEqual({
      status: 501,
      Code: 'NotImplemented',
      Message: 'MFA delete is not implemented',
      Header: 'MfaDelete',
    });
    expect(errorOf(await put('<Status>Enabled</Status><MfaDelete>Maybe</MfaDelete>', 'plain'))).toMatchObject(
      { Code: 'MalformedXML' },
    );
    await put('<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete>').expect(200);
  });

  it('stays enabled where objects are locked', async () => {
    await setVersioning(gateway(), 'locked');
    await setObjectLock(gateway(), 'locked');
    expect(errorOf(await put('<Status>Suspended</Status>', 'locked'))).toEqual({
      status: 409,
      Code: 'InvalidBucketState',
      Message:
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    });
    await put('<Status>Enabled</Status>', 'locked').expect(200);
    expect(documentOf(await get('locked'), 'VersioningConfiguration')).toEqual({ Status: 'Enabled' });
  });

  it('says what is missing', async () => {
    expect(errorOf(await get('absent'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await put('<Status>Enabled</Status>', 'absent'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
    expect(errorOf(await gateway().send('PUT', '/plain?versioning'))).toMatchObject({
      status: 400,
      Code: 'MissingRequestBodyError',
    });
    expect(errorOf(await gateway().send('PUT', '/plain?versioning', { body: '<Other/>' }))).toMatchObject({
      status: 400,
      Code: 'MalformedXML',
    });
  });
});
