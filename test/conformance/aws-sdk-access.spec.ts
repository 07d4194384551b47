import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_KEY, GatewayProcess } from '../support/gateway-process.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'access';
const CARLA = { accessKeyId: 'CARLA', secretAccessKey: 'carla-secret' };
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const DENIED = { code: 'AccessDenied', status: 403 };

describe('AWS SDK for JavaScript, access', () => {
  let accounts: string;
  let gateway: GatewayProcess;
  let root: S3Client;
  let carla: S3Client;
  let anybody: S3Client;

  const read = async (client: S3Client, Key: string): Promise<string> =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  const putPolicy = (...Statement: object[]): Promise<unknown> =>
    root.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
  const own = (ObjectOwnership: 'ObjectWriter' | 'BucketOwnerEnforced'): Promise<unknown> =>
    root.send(
      new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
    );

  beforeAll(async () => {
    accounts = await mkdtemp(join(tmpdir(), 'glassgate-accounts-'));
    gateway = await GatewayProcess.start({ flags: ['--iam-dir', accounts] });
    const keys = ['--access', CARLA.accessKeyId, '--secret', CARLA.secretAccessKey];
    await gateway.administer('create-user', ...keys, '--role', 'user');
    root = sdkClient(gateway);
    carla = sdkClient(gateway, { credentials: CARLA });
    anybody = sdkClient(gateway, { signer: { sign: (request) => Promise.resolve(request) } });
    await root.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ['open/page', 'closed/page'])
      await root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });

  afterAll(async () => {
    for (const client of [root, carla, anybody]) client.destroy();
    await gateway.stop();
    await rm(accounts, { recursive: true, force: true });
  });

  it('is refused to others at first', async () => {
    expect(await refusal(read(carla, 'open/page'))).toEqual(DENIED);
    expect(await refusal(read(anybody, 'open/page'))).toEqual(DENIED);
  });

  it('is given by a policy, to the account and the keys that it names', async () => {
    const statement = { Effect: 'Allow', Principal: { AWS: CARLA.accessKeyId } };
    await putPolicy(
      { ...statement, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/open/*` },
      {
        ...statement,
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${Bucket}`,
        Condition: { StringLike: { 's3:prefix': 'open/*' } },
      },
    );
    expect(await read(carla, 'open/page')).toBe('open/page');
    expect(await refusal(read(carla, 'closed/page'))).toEqual(DENIED);
    expect(await refusal(read(anybody, 'open/page'))).toEqual(DENIED);
    const list = (Prefix?: string): Promise<unknown> =>
      carla.send(new ListObjectsV2Command({ Bucket, Prefix }));
    expect(await list('open/')).toMatchObject({ KeyCount: 1 });
    expect(await refusal(list())).toEqual(DENIED);
    const status = await root.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus).toEqual({ IsPublic: false });
    await root.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await refusal(root.send(new GetBucketPolicyCommand({ Bucket })))).toEqual({
      code: 'NoSuchBucketPolicy',
      status: 404,
    });
  });

  it('is not given by a policy that says what nobody knows', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject' };
    const Resource = `arn:aws:s3:::${Bucket}/*`;
    const malformed = { code: 'MalformedPolicy', status: 400 };
    for (const wrong of [
      { ...statement, Resource: 'arn:aws:s3:::other/*' },
      { ...statement, Resource, Action: 's3:Frobnicate' },
      { ...statement, Resource, Condition: { StringAlmostEquals: { 'aws:username': 'x' } } },
      { ...statement, Resource, Principal: { AWS: 'NOBODY-HERE' } },
    ])
      expect(await refusal(putPolicy(wrong))).toEqual(malformed);
  });

  it('is given by ACLs where the bucket has them', async () => {
    const acl = { Bucket, Key: 'open/page', ACL: 'public-read' as const };
    expect(await refusal(root.send(new PutObjectAclCommand(acl)))).toEqual({
      code: 'AccessControlListNotSupported',
      status: 400,
    });
    await own('ObjectWriter');
    await root.send(new PutObjectAclCommand(acl));
    expect(await read(anybody, 'open/page')).toBe('open/page');
    const { Grants } = await root.send(new GetObjectAclCommand({ Bucket, Key: 'open/page' }));
    expect(Grants).toContainEqual({ Grantee: { Type: 'Group', URI: ALL_USERS }, Permission: 'READ' });
    await root.send(new PutBucketAclCommand({ Bucket, GrantWrite: `id="${CARLA.accessKeyId}"` }));
    await carla.send(new PutObjectCommand({ Bucket, Key: 'by carla', Body: 'carla' }));
    const made = await carla.send(new GetObjectAclCommand({ Bucket, Key: 'by carla' }));
    expect(made.Owner?.ID).toBe(CARLA.accessKeyId);
    expect(await refusal(own('BucketOwnerEnforced'))).toEqual({
      code: 'InvalidBucketAclWithObjectOwnership',
      status: 400,
    });
    await root.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
    await own('BucketOwnerEnforced');
    expect(await refusal(read(anybody, 'open/page'))).toEqual(DENIED);
    const enforced = await root.send(new GetBucketAclCommand({ Bucket }));
    expect(enforced.Grants).toEqual([
      { Grantee: expect.objectContaining({ ID: ACCESS_KEY }) as unknown, Permission: 'FULL_CONTROL' },
    ]);
  });

  it('is taken back by the public access block', async () => {
    await putPolicy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/open/*`,
    });
    expect(await read(anybody, 'open/page')).toBe('open/page');
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const kept = await root.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(kept.PublicAccessBlockConfiguration).toEqual(PublicAccessBlockConfiguration);
    expect(await refusal(read(anybody, 'open/page'))).toEqual(DENIED);
    await root.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await read(anybody, 'open/page')).toBe('open/page');
    expect(await refusal(root.send(new GetPublicAccessBlockCommand({ Bucket })))).toEqual({
      code: 'NoSuchPublicAccessBlockConfiguration',
      status: 404,
    });
  });

  it('is told to pages of other origins', async () => {
    const CORSRules = [
      { AllowedOrigins: ['https://app.example'], AllowedMethods: ['GET'], MaxAgeSeconds: 60 },
    ];
    await root.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const ask = async (origin: string): Promise<[number, string | null]> => {
      const answer = await fetch(`${gateway.url}/${Bucket}/open/page`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      await answer.arrayBuffer();
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await ask('https://app.example')).toEqual([200, 'https://app.example']);
    expect(await ask('https://other.example')).toEqual([403, null]);
  });

  it('falls back when ownership is no longer declared', async () => {
    await root.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    expect(await refusal(root.send(new GetBucketOwnershipControlsCommand({ Bucket })))).toEqual({
      code: 'OwnershipControlsNotFoundError',
      status: 404,
    });
  });
});
