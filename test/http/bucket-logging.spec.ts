import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ROOT = 'BucketLoggingStatus';
const logging = (inner: string): string => `<${ROOT}><LoggingEnabled>${inner}</LoggingEnabled></${ROOT}>`;
const target = (bucket: string, more = ''): string =>
  logging(`<TargetBucket>${bucket}</TargetBucket><TargetPrefix>log/</TargetPrefix>${more}`);
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const GRANTS = `<TargetGrants>
  <Grant><Grantee ${XSI} xsi:type="CanonicalUser"><ID>alice</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>
  <Grant><Grantee ${XSI} xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>
</TargetGrants>`;

describe.each(BACKENDS)('bucket logging on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'logs');
  const put = (body: string) => gateway().send('PUT', '/photos?logging', { body });
  const get = () => gateway().send('GET', '/photos?logging');

  itRefusesWhatIsNoDocument(gateway, 'logging', ROOT);

  it('is off at first, goes on, and off again', async () => {
    expect(documentOf(await get(), ROOT)).toBe('');
    expect((await put(target('logs'))).status).toBe(200);
    expect(documentOf(await get(), ROOT)).toEqual({
      LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'log/' },
    });
    expect((await put(`<${ROOT}/>`)).status).toBe(200);
    expect(documentOf(await get(), ROOT)).toBe('');
  });

  it('may go to the bucket itself, without any prefix', async () => {
    await put(logging('<TargetBucket>photos</TargetBucket><TargetPrefix/>')).expect(200);
    expect(documentOf(await get(), ROOT)).toEqual({
      LoggingEnabled: { TargetBucket: 'photos', TargetPrefix: '' },
    });
  });

  it('keeps grants', async () => {
    await put(target('logs', GRANTS)).expect(200);
    const answer = await get();
    expect(documentOf(answer, ROOT)).toEqual({
      LoggingEnabled: {
        TargetBucket: 'logs',
        TargetPrefix: 'log/',
        TargetGrants: {
          Grant: [
            { Grantee: { ID: 'alice' }, Permission: 'FULL_CONTROL' },
            {
              Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
              Permission: 'READ',
            },
          ],
        },
      },
    });
    expect(answer.body.toString()).toContain(`<Grantee ${XSI} xsi:type="Group">`);
  });

  it.each([
    ['<SimplePrefix/>', { SimplePrefix: '' }],
    [
      '<PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix>',
      { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
    ],
  ])('keeps the key format %s', async (format, TargetObjectKeyFormat) => {
    const body = target('logs', `<TargetObjectKeyFormat>${format}</TargetObjectKeyFormat>`);
    await put(body).expect(200);
    expect(documentOf(await get(), ROOT)).toMatchObject({ LoggingEnabled: { TargetObjectKeyFormat } });
  });

  it.each(['READ', 'READ_ACP', 'WRITE', 'WRITE_ACP', 'FULL_CONTROL'])(
    'keeps a grant of %s',
    async (permission) => {
      await put(target('logs', GRANTS.replace('READ', permission))).expect(200);
      expect((await get()).body.toString()).toContain(`<Permission>${permission}</Permission>`);
    },
  );

  it.each(['absent', '../logs', ''])('refuses the target %p', async (bucket) => {
    expect(errorOf(await put(target(bucket)))).toEqual({
      status: 400,
      Code: 'InvalidTargetBucketForLogging',
      Message: 'The target bucket for logging does not exist',
      TargetBucket: bucket,
    });
  });

  it.each([
    logging(''),
    logging('<TargetBucket>logs</TargetBucket>'),
    logging('<TargetPrefix>log/</TargetPrefix>'),
    target('logs', '<TargetObjectKeyFormat/>'),
    target('logs', GRANTS.replace('READ', 'EXECUTE')),
    target('logs', GRANTS.replace('xsi:type="Group"', 'xsi:type="Robot"')),
    target('logs', GRANTS.replace('<ID>alice</ID>', '')),
  ])('refuses %s', async (body) => {
    expect(errorOf(await put(body))).toEqual(MALFORMED);
  });
});
