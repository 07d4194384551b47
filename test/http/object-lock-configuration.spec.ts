import { documentOf, errorOf, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { lockConfiguration, makeBucket, setVersioning, withMd5 } from '../support/locked-bucket.js';

const MALFORMED = {
  status: 400,
  Code: 'MalformedXML',
  Message: 'The XML you provided was not well-formed or did not validate against our published schema',
};

describe.each(BACKENDS)('the Object Lock configuration of a bucket on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain', 'suspended');
  const get = (bucket = 'locked') => gateway().send('GET', `/${bucket}?object-lock`);
  const put = (body: string, bucket = 'locked', headers = withMd5(body)) =>
    gateway().send('PUT', `/${bucket}?object-lock`, { body, headers });

  beforeAll(async () => {
    await makeBucket(gateway(), 'locked');
    await setVersioning(gateway(), 'suspended', 'Suspended');
  });

  it('is absent until it is put', async () => {
    expect(errorOf(await get('plain'))).toEqual({
      status: 404,
      Code: 'ObjectLockConfigurationNotFoundError',
      Message: 'Object Lock configuration does not exist for this bucket',
      BucketName: 'plain',
    });
  });

  it('is given back as it was put', async () => {
    const rules: [string, unknown][] = [
      ['', undefined],
      ['<Mode>GOVERNANCE</Mode><Days>1</Days>', { Mode: 'GOVERNANCE', Days: '1' }],
      ['<Mode>COMPLIANCE</Mode><Days>36500</Days>', { Mode: 'COMPLIANCE', Days: '36500' }],
      ['<Mode>COMPLIANCE</Mode><Years>100</Years>', { Mode: 'COMPLIANCE', Years: '100' }],
      ['', undefined],
    ];
    for (const [rule, DefaultRetention] of rules) {
      const answer = await put(lockConfiguration(rule));
      expect(answer.status).toBe(200);
      expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
      expect(documentOf(await get(), 'ObjectLockConfiguration')).toEqual({
        ObjectLockEnabled: 'Enabled',
        ...(DefaultRetention !== undefined && { Rule: { DefaultRetention } }),
      });
    }
  });

  it('takes a checksum in place of Content-MD5, and no token to enable the lock', async () => {
    const headers = { 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-bucket-object-lock-token': 'token' };
    expect((await put(lockConfiguration(), 'locked', headers)).status).toBe(200);
  });

  it.each(['plain', 'suspended'])('needs versions, which the bucket %s does not make', async (bucket) => {
    expect(errorOf(await put(lockConfiguration(), bucket))).toEqual({
      status: 409,
      Code: 'InvalidBucketState',
      Message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    });
    expect(errorOf(await get(bucket))).toMatchObject({ Code: 'ObjectLockConfigurationNotFoundError' });
  });

  it.each([
    ['without a state', '<ObjectLockConfiguration/>'],
    ['with another state', lockConfiguration('', 'Disabled')],
    ['with an empty rule', lockConfiguration().replace('</ObjectLockC', '<Rule/></ObjectLockC')],
    ['without a mode', lockConfiguration('<Days>1</Days>')],
    ['with an unknown mode', lockConfiguration('<Mode>FOREVER</Mode><Days>1</Days>')],
    ['without a period', lockConfiguration('<Mode>GOVERNANCE</Mode>')],
    ['with two periods', lockConfiguration('<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>')],
    ['with a period that is no number', lockConfiguration('<Mode>GOVERNANCE</Mode><Days>one</Days>')],
    ['that is another document', '<Other/>'],
  ])('is refused %s', async (_case, body) => {
    const answer = await put(body);
    expect(errorOf(answer)).toEqual(MALFORMED);
  });

  it.each([
    ['Days', '0', 'Default retention period must be a positive integer value.'],
    ['Years', '-1', 'Default retention period must be a positive integer value.'],
    ['Days', '36501', 'Default retention period too large.'],
    ['Years', '101', 'Default retention period too large.'],
  ])('is refused with %s %s', async (unit, period, Message) => {
    const rule = `<Mode>GOVERNANCE</Mode><${unit}>${period}</${unit}>`;
    expect(errorOf(await put(lockConfiguration(rule)))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message,
      ArgumentName: unit,
    });
  });

  it('is refused without a digest, or with a wrong one', async () => {
    expect(errorOf(await put(lockConfiguration(), 'locked', {}))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    });
    expect(errorOf(await put(lockConfiguration(), 'locked', withMd5('other')))).toMatchObject({
      status: 400,
      Code: 'BadDigest',
    });
  });

  it('says which bucket is missing', async () => {
    expect(errorOf(await get('absent'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await put(lockConfiguration(), 'absent'))).toMatchObject({ Code: 'NoSuchBucket' });
  });
});
