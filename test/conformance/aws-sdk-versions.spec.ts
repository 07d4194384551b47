import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  waitUntilBucketExists,
  waitUntilBucketNotExists,
  waitUntilObjectExists,
  waitUntilObjectNotExists,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GatewayProcess } from '../support/gateway-process.js';
import { pseudoRandomBytes } from '../support/sample-tree.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'versions';
const HOUR = 3_600_000;
const DENIED = { code: 'AccessDenied', status: 403 };

describe.each(['posix', 'memory'] as const)('AWS SDK for JavaScript, versions in %s', (backend) => {
  let gateway: GatewayProcess;
  let client: S3Client;

  const put = async (Key: string, Body: string, more: object = {}): Promise<string> =>
    (await client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))).VersionId!;

  const text = async (Key: string, VersionId?: string): Promise<string> =>
    (await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString();

  const history = async (Prefix: string): Promise<(string | undefined)[]> => {
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    return Versions.map(({ VersionId }) => VersionId);
  };

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ backend });
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it('are kept by puts, copies and uploads in parts', async () => {
    const first = await put('a/kept', 'first', { Metadata: { colour: 'blue' } });
    const CopySource = `${Bucket}/a/kept?versionId=${first}`;
    const copied = await client.send(new CopyObjectCommand({ Bucket, Key: 'a/kept', CopySource }));
    expect(copied.CopySourceVersionId).toBe(first);
    const where = { Bucket, Key: 'a/kept' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
    const part = { ...where, UploadId, PartNumber: 1 };
    const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: 'in parts' }));
    const completed = await client.send(
      new CompleteMultipartUploadCommand({
        ...where,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
    expect(await history('a/kept')).toEqual([completed.VersionId, copied.VersionId, first]);
    expect([await text('a/kept'), await text('a/kept', first)]).toEqual(['in parts', 'first']);
    const head = await client.send(new HeadObjectCommand({ ...where, VersionId: copied.VersionId }));
    expect(head).toMatchObject({ VersionId: copied.VersionId, Metadata: { colour: 'blue' } });
  });

  it('are kept by managed uploads', async () => {
    const Body = pseudoRandomBytes(12 * 1024 * 1024);
    const upload = new Upload({ client, params: { Bucket, Key: 'managed', Body } });
    const { VersionId } = await upload.done();
    await put('managed', 'small');
    const { Body: back } = await client.send(new GetObjectCommand({ Bucket, Key: 'managed', VersionId }));
    expect(Body.equals(await back!.transformToByteArray())).toBe(true);
  });

  it('have tags and attributes of their own', async () => {
    const first = await put('tagged', '1', { Tagging: 'round=first' });
    await put('tagged', '12', { Tagging: 'round=second' });
    const old = { Bucket, Key: 'tagged', VersionId: first };
    const tags = async (): Promise<unknown> => (await client.send(new GetObjectTaggingCommand(old))).TagSet;
    expect(await tags()).toEqual([{ Key: 'round', Value: 'first' }]);
    const TagSet = [{ Key: 'round', Value: 'changed' }];
    await client.send(new PutObjectTaggingCommand({ ...old, Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
    const current = await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect(current.TagSet).toEqual([{ Key: 'round', Value: 'second' }]);
    const attributes = new GetObjectAttributesCommand({ ...old, ObjectAttributes: ['ObjectSize'] });
    expect(await client.send(attributes)).toMatchObject({ VersionId: first, ObjectSize: 1 });
  });

  it('are read by presigned URLs', async () => {
    const first = await put('signed', 'first');
    await put('signed', 'second');
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'signed', VersionId: first }));
    expect(await (await fetch(url)).text()).toBe('first');
  });

  it('hide behind a marker, which can be taken away', async () => {
    const version = await put('hidden', 'hidden');
    const { DeleteMarker, VersionId } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'hidden' }));
    expect(DeleteMarker).toBe(true);
    expect(await refusal(text('hidden'))).toEqual({ code: 'NoSuchKey', status: 404 });
    expect(await refusal(text('hidden', VersionId))).toEqual({ code: 'MethodNotAllowed', status: 405 });
    expect(await text('hidden', version)).toBe('hidden');
    const undone = await client.send(new DeleteObjectCommand({ Bucket, Key: 'hidden', VersionId }));
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId });
    expect(await text('hidden')).toBe('hidden');
  });

  it('are written on condition of the current one', async () => {
    const IfMatch = '"d41d8cd98f00b204e9800998ecf8427e"';
    const failed = { code: 'PreconditionFailed', status: 412 };
    await put('conditional', 'there', { IfNoneMatch: '*' });
    expect(await refusal(put('conditional', 'again', { IfNoneMatch: '*' }))).toEqual(failed);
    expect(await refusal(put('conditional', 'again', { IfMatch }))).toEqual(failed);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'conditional' }));
    await put('conditional', 'anew', { IfNoneMatch: '*' });
    expect(await history('conditional')).toHaveLength(2);
  });

  it('are listed in pages, folders rolled up', async () => {
    const made: string[] = [];
    for (const Key of ['page/a', 'page/a', 'page/b/1', 'page/b/2', 'page/c']) made.push(await put(Key, Key));
    const found: string[] = [];
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await client.send(
        new ListObjectVersionsCommand({
          Bucket,
          Prefix: 'page/',
          Delimiter: '/',
          MaxKeys: 1,
          ...markers,
        }),
      );
      found.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId!));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(found).toEqual([made[1], made[0], 'page/b/', made[4]]);
  });

  it('are locked for a time, and until a hold is released', async () => {
    const RetainUntilDate = new Date(Math.ceil(Date.now() / 1000) * 1000 + HOUR);
    const retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate };
    const where = { Bucket, Key: 'locked', VersionId: await put('locked', 'locked') };
    await client.send(new PutObjectRetentionCommand({ ...where, Retention: retention }));
    expect((await client.send(new GetObjectRetentionCommand(where))).Retention).toEqual(retention);
    expect(await refusal(client.send(new DeleteObjectCommand(where)))).toEqual(DENIED);
    const weaker = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date(Date.now() + HOUR / 2) };
    const weaken = { ...where, Retention: weaker };
    expect(await refusal(client.send(new PutObjectRetentionCommand(weaken)))).toEqual(DENIED);
    const bypass = { BypassGovernanceRetention: true };
    await client.send(new PutObjectRetentionCommand({ ...weaken, ...bypass }));
    await client.send(new PutObjectLegalHoldCommand({ ...where, LegalHold: { Status: 'ON' } }));
    expect((await client.send(new GetObjectLegalHoldCommand(where))).LegalHold).toEqual({ Status: 'ON' });
    const Delete = { Objects: [{ Key: 'locked', VersionId: where.VersionId }] };
    const held = await client.send(new DeleteObjectsCommand({ Bucket, Delete, ...bypass }));
    expect(held.Errors).toMatchObject([{ ...Delete.Objects[0], Code: 'AccessDenied' }]);
    await client.send(new PutObjectLegalHoldCommand({ ...where, LegalHold: { Status: 'OFF' } }));
    const freed = await client.send(new DeleteObjectsCommand({ Bucket, Delete, ...bypass }));
    expect([freed.Errors, freed.Deleted]).toEqual([undefined, Delete.Objects]);
  });

  it('have the default retention of their bucket', async () => {
    const Defaults = 'defaults';
    await client.send(new CreateBucketCommand({ Bucket: Defaults, ObjectLockEnabledForBucket: true }));
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: 1 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: Defaults, ObjectLockConfiguration }));
    const kept = await client.send(new GetObjectLockConfigurationCommand({ Bucket: Defaults }));
    expect(kept.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
    const where = { Bucket: Defaults, Key: 'x' };
    const { VersionId } = await client.send(new PutObjectCommand({ ...where, Body: 'x' }));
    const head = await client.send(new HeadObjectCommand(where));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    const days = (head.ObjectLockRetainUntilDate!.getTime() - head.LastModified!.getTime()) / (24 * HOUR);
    expect(days).toBeCloseTo(1, 3);
    const remove = new DeleteObjectCommand({ ...where, VersionId, BypassGovernanceRetention: true });
    expect(await refusal(client.send(remove))).toEqual(DENIED);
  });

  it('of a bucket where versions are suspended replace the one without a name', async () => {
    const Suspended = 'suspended';
    await client.send(new CreateBucketCommand({ Bucket: Suspended }));
    const set = (Status: 'Enabled' | 'Suspended'): Promise<unknown> =>
      client.send(new PutBucketVersioningCommand({ Bucket: Suspended, VersioningConfiguration: { Status } }));
    const write = (Body: string): Promise<{ VersionId?: string }> =>
      client.send(new PutObjectCommand({ Bucket: Suspended, Key: 'x', Body }));
    await write('before');
    await set('Enabled');
    const { VersionId } = await write('named');
    await set('Suspended');
    expect((await write('unnamed')).VersionId).toBe('null');
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket: Suspended }));
    expect(listed.Versions!.map((entry) => entry.VersionId)).toEqual(['null', VersionId]);
  });

  it('are waited for', async () => {
    const waited = { client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 };
    const succeeded = expect.objectContaining({ state: 'SUCCESS' }) as unknown;
    await client.send(new CreateBucketCommand({ Bucket: 'waited-for' }));
    expect(await waitUntilBucketExists(waited, { Bucket: 'waited-for' })).toEqual(succeeded);
    await client.send(new DeleteBucketCommand({ Bucket: 'waited-for' }));
    expect(await waitUntilBucketNotExists(waited, { Bucket: 'waited-for' })).toEqual(succeeded);
    await put('waited-for', 'x');
    expect(await waitUntilObjectExists(waited, { Bucket, Key: 'waited-for' })).toEqual(succeeded);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'waited-for' }));
    expect(await waitUntilObjectNotExists(waited, { Bucket, Key: 'waited-for' })).toEqual(succeeded);
  });
});
