import { policyOf } from '../support/accounts.js';
import { errorOf } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { inDays, makeBucket, putVersion, setObjectLock, withMd5 } from '../support/locked-bucket.js';

const TAGGING = '<Tagging><TagSet/></Tagging>';
const RETENTION = `<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>${inDays(1)}</RetainUntilDate></Retention>`;
const HOLD = '<LegalHold><Status>ON</Status></LegalHold>';
const RESTORE = '<RestoreRequest><Days>1</Days></RestoreRequest>';

/** What nobody may do to a delete marker, by its id or as the newest version of its key. */
const REFUSED: [string, string, string | undefined][] = [
  ['GET', 'tagging', undefined],
  ['PUT', 'tagging', TAGGING],
  ['DELETE', 'tagging', undefined],
  ['PUT', 'retention', RETENTION],
  ['PUT', 'legal-hold', HOLD],
  ['PUT', 'acl', undefined],
  ['POST', 'restore', RESTORE],
];

/** What hides the marker from whoever does not name it. */
const READS = ['attributes', 'acl', 'retention', 'legal-hold'];

describe.each(BACKENDS)('a delete marker on %s', (backend) => {
  const gateway = useGateway({ backend });
  let marker: string;
  const send = (method: string, query: string, body?: string) =>
    gateway().send(method, `/marked/a?${query}`, {
      body,
      headers: {
        ...(body === undefined ? {} : withMd5(body)),
        ...(query.startsWith('attributes') && { 'x-amz-object-attributes': 'ETag' }),
        ...(method === 'PUT' && query.startsWith('acl') && { 'x-amz-acl': 'private', 'content-length': '0' }),
      },
    });

  beforeAll(async () => {
    await makeBucket(gateway(), 'marked');
    await setObjectLock(gateway(), 'marked');
    const body =
      '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>';
    await gateway()
      .send('PUT', '/marked?ownershipControls', { body, headers: withMd5(body) })
      .expect(200);
    await putVersion(gateway(), '/marked/a', 'hello');
    marker = (await gateway().send('DELETE', '/marked/a').expect(204)).headers['x-amz-version-id'] as string;
  });

  it.each(REFUSED)('refuses %s of its %s', async (method, query, body) => {
    const refusal = {
      status: 405,
      Code: 'MethodNotAllowed',
      Message: 'The specified method is not allowed against this resource.',
      Method: method,
      ResourceType: 'DeleteMarker',
    };
    const newest = await send(method, query, body);
    expect(errorOf(newest)).toEqual(refusal);
    expect(newest.headers).toMatchObject({ allow: 'DELETE' });
    expect(newest.headers).not.toHaveProperty('x-amz-delete-marker');
    const named = await send(method, `${query}&versionId=${marker}`, body);
    expect(errorOf(named)).toEqual(refusal);
    expect(named.headers).toMatchObject({
      allow: 'DELETE',
      'x-amz-delete-marker': 'true',
      'x-amz-version-id': marker,
    });
  });

  it.each(READS)('is not there for who reads the %s of its key', async (query) => {
    const newest = await send('GET', query);
    expect(errorOf(newest)).toEqual({
      status: 404,
      Code: 'NoSuchKey',
      Message: 'The specified key does not exist.',
      Key: 'a',
    });
    expect(newest.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
    expect(errorOf(await send('GET', `${query}&versionId=${marker}`))).toMatchObject({
      status: 405,
      Code: 'MethodNotAllowed',
      Method: 'GET',
      ResourceType: 'DeleteMarker',
    });
  });

  it('tells nobody who may not list its bucket that there was a key', async () => {
    const body = policyOf('marked', 'Allow', ['s3:GetObjectTagging', 's3:GetObject']);
    await gateway().send('DELETE', '/marked?publicAccessBlock').expect(204);
    await gateway().send('PUT', '/marked?policy', { body }).expect(204);
    for (const path of ['/marked/a?tagging', '/marked/absent?tagging', '/marked/a', '/marked/absent']) {
      const answer = await gateway().send('GET', path, { as: null });
      expect([path, errorOf(answer)]).toEqual([
        path,
        { status: 403, Code: 'AccessDenied', Message: 'Access Denied' },
      ]);
      expect(answer.headers).not.toHaveProperty('x-amz-delete-marker');
    }
    await gateway().send('DELETE', '/marked?policy').expect(204);
  });
});
