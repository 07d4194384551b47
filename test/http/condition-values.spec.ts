import { ALICE, BOB, useAccounts } from '../support/accounts.js';
import { documentOf, errorOf } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { inDays, putVersion, withMd5 } from '../support/locked-bucket.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const RETENTION = { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': '5' } };
const LONG_RETENTION = (): Record<string, string> => ({
  'x-amz-object-lock-mode': 'GOVERNANCE',
  'x-amz-object-lock-retain-until-date': inDays(20),
});
const BYPASS = { 'x-amz-bypass-governance-retention': 'true' };

/** Who asks may send any header and parameter: only those that the operation reads may open anything. */
describe.each(BACKENDS)('what a request says and does not mean opens nothing on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  beforeEach(() => {
    bucket = `bucket-${++count}`;
  });

  const make = (headers: Record<string, string> = {}) =>
    gateway().send('PUT', `/${bucket}`, { headers, as: ALICE }).expect(200);
  /** A policy of one statement for each list of actions; the condition is the first one's. */
  const allowIf = (condition: object, ...actions: readonly string[][]) => {
    const statement = (names: string[], index: number): object => ({
      Effect: 'Allow',
      Principal: '*',
      Action: names,
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      ...(index === 0 && { Condition: condition }),
    });
    const body = JSON.stringify({ Version: '2012-10-17', Statement: actions.map(statement) });
    return gateway().send('PUT', `/${bucket}?policy`, { body, as: ALICE }).expect(204);
  };
  const store = (key: string, headers: Record<string, string> = {}) =>
    gateway().send('PUT', `/${bucket}/${key}`, { body: 'x', headers, as: ALICE }).expect(200);

  it('a time of signing in a request without a signature', async () => {
    await make();
    await store('a');
    await allowIf({ NumericLessThan: { 's3:signatureAge': '600000' } }, ['s3:GetObject']);
    const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    for (const as of [null, BOB])
      expect(errorOf(await gateway().send('GET', `/${bucket}/a?X-Amz-Date=${now}`, { as }))).toEqual(DENIED);
  });

  it('a prefix in a read', async () => {
    await make();
    await allowIf({ StringLike: { 's3:prefix': 'open/*' } }, ['s3:ListBucket'], ['s3:GetObject']);
    expect((await gateway().send('GET', `/${bucket}?prefix=open/`, { as: BOB })).status).toBe(200);
    const read = await gateway().send('GET', `/${bucket}/closed/a?prefix=open/`, { as: BOB });
    expect(errorOf(read)).toEqual(DENIED);
  });

  it('tags in the header of a copy that takes those of its source', async () => {
    await make();
    await store('red', { 'x-amz-tagging': 'colour=red' });
    const source = `/${bucket}/red`;
    await allowIf({}, ['s3:GetObject', 's3:GetObjectTagging']);
    bucket = `${bucket}-blue`;
    await make();
    const blue = { StringEquals: { 's3:RequestObjectTag/colour': 'blue' } };
    await allowIf(blue, ['s3:PutObject', 's3:PutObjectTagging']);
    const copy = async (headers: Record<string, string>) =>
      gateway().send('PUT', `/${bucket}/a`, {
        headers: { 'x-amz-copy-source': source, 'x-amz-tagging': 'colour=blue', ...headers },
        as: BOB,
      });
    expect(errorOf(await copy({}))).toEqual(DENIED);
    expect(errorOf(await copy({ 'x-amz-tagging-directive': 'COPY' }))).toEqual(DENIED);
    expect((await copy({ 'x-amz-tagging-directive': 'REPLACE' })).status).toBe(200);
  });

  it('a retention in the headers of its removal', async () => {
    await make({ 'x-amz-bucket-object-lock-enabled': 'true' });
    const path = `/${bucket}/a`;
    await putVersion(gateway(), path, 'x', LONG_RETENTION());
    await allowIf(RETENTION, ['s3:PutObjectRetention', 's3:BypassGovernanceRetention']);
    const put = async (body: string) =>
      gateway().send('PUT', `${path}?retention`, {
        body,
        headers: { ...withMd5(body), ...BYPASS, ...LONG_RETENTION() },
        as: BOB,
      });
    expect(errorOf(await put('<Retention/>'))).toEqual(DENIED);
    const retention = (days: number) =>
      `<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>${inDays(days)}</RetainUntilDate></Retention>`;
    expect(errorOf(await put(retention(2)))).toEqual(DENIED);
    expect((await put(retention(10))).status).toBe(200);
  });

  it('a retention in the headers of a delete', async () => {
    await make({ 'x-amz-bucket-object-lock-enabled': 'true' });
    const id = await putVersion(gateway(), `/${bucket}/a`, 'x', LONG_RETENTION());
    await allowIf(RETENTION, ['s3:BypassGovernanceRetention'], ['s3:DeleteObjectVersion']);
    const headers = { ...BYPASS, ...LONG_RETENTION() };
    const removal = await gateway().send('DELETE', `/${bucket}/a?versionId=${id}`, { headers, as: BOB });
    expect(errorOf(removal)).toEqual(DENIED);
    const body = `<Delete><Object><Key>a</Key><VersionId>${id}</VersionId></Object></Delete>`;
    const answer = await gateway().send('POST', `/${bucket}?delete`, {
      body,
      headers: { ...withMd5(body), ...headers },
      as: BOB,
    });
    expect(documentOf(answer, 'DeleteResult')).toEqual({
      Error: { Key: 'a', VersionId: id, Code: 'AccessDenied', Message: 'Access Denied' },
    });
  });

  it('If-Match in the headers of a request that deletes many', async () => {
    await make();
    await store('a');
    await allowIf({ Null: { 's3:if-match': 'false' } }, ['s3:DeleteObject']);
    const remove = async (more: string) => {
      const body = `<Delete><Object><Key>a</Key>${more}</Object></Delete>`;
      const headers = { ...withMd5(body), 'if-match': '*' };
      return documentOf(
        await gateway().send('POST', `/${bucket}?delete`, { body, headers, as: BOB }),
        'DeleteResult',
      );
    };
    expect(await remove('')).toMatchObject({ Error: { Key: 'a', Code: 'AccessDenied' } });
    expect(await remove('<ETag>*</ETag>')).toEqual({ Deleted: { Key: 'a' } });
  });
});
