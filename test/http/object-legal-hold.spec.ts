import { documentOf, errorOf, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { makeBucket, putVersion, withMd5 } from '../support/locked-bucket.js';

const hold = (status: string): string => `<LegalHold><Status>${status}</Status></LegalHold>`;

describe.each(BACKENDS)('the legal hold of an object on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain');
  let version: string;
  const get = (path = '/locked/a') => gateway().send('GET', `${path}?legal-hold`);
  const put = (body: string, path = '/locked/a', headers = withMd5(body)) =>
    gateway().send('PUT', `${path}?legal-hold`, { body, headers });

  beforeAll(() => makeBucket(gateway(), 'locked', 'locked'));
  beforeEach(async () => {
    version = await putVersion(gateway(), '/locked/a', 'first');
  });

  it('is absent until it is put, is put and taken away', async () => {
    expect(errorOf(await get())).toEqual({
      status: 404,
      Code: 'NoSuchObjectLockConfiguration',
      Message: 'The specified object does not have a ObjectLock configuration',
    });
    for (const status of ['ON', 'OFF', 'ON']) {
      const answer = await put(hold(status));
      expect(answer.status).toBe(200);
      expect(ownHeaders(answer)).toEqual({ 'content-length': '0', 'x-amz-version-id': version });
      expect(documentOf(await get(), 'LegalHold')).toEqual({ Status: status });
      const head = await gateway().send('HEAD', '/locked/a');
      expect(head.headers['x-amz-object-lock-legal-hold']).toBe(status);
    }
  });

  it('keeps the version from being removed, whoever bypasses whatever', async () => {
    await put(hold('ON')).expect(200);
    const remove = () =>
      gateway().send('DELETE', `/locked/a?versionId=${version}`, {
        headers: { 'x-amz-bypass-governance-retention': 'true' },
      });
    expect(errorOf(await remove())).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Access Denied because object protected by object lock.',
    });
    await gateway().send('GET', `/locked/a?versionId=${version}`).expect(200);
    await put(hold('OFF')).expect(200);
    expect((await remove()).status).toBe(204);
  });

  it.each([
    ['without a status', '<LegalHold/>'],
    ['with another status', hold('on')],
    ['that is another document', '<Retention/>'],
  ])('is refused %s', async (_case, body) => {
    expect(errorOf(await put(body))).toMatchObject({ status: 400, Code: 'MalformedXML' });
    expect(errorOf(await get())).toMatchObject({ Code: 'NoSuchObjectLockConfiguration' });
  });

  it('is refused without a digest of the document', async () => {
    expect(errorOf(await put(hold('ON'), '/locked/a', {}))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    });
  });

  it('is unknown to a bucket without Object Lock', async () => {
    await gateway().send('PUT', '/plain/a', { body: 'x' }).expect(200);
    for (const answer of [await get('/plain/a'), await put(hold('ON'), '/plain/a')]) {
      expect(errorOf(answer)).toEqual({
        status: 400,
        Code: 'InvalidRequest',
        Message: 'Bucket is missing Object Lock Configuration',
      });
    }
  });

  it('says what is missing', async () => {
    expect(errorOf(await get('/locked/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(errorOf(await put(hold('ON'), '/locked/absent'))).toMatchObject({ Code: 'NoSuchKey' });
    expect(
      errorOf(await gateway().send('GET', `/locked/a?legal-hold&versionId=${'0'.repeat(32)}`)),
    ).toMatchObject({
      Code: 'NoSuchVersion',
    });
  });
});
