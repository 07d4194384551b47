import {
  CreateBucketCommand,
  DeleteBucketMetadataConfigurationCommand,
  DeleteObjectAnnotationCommand,
  GetBucketAbacCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  GetObjectTorrentCommand,
  HeadBucketCommand,
  ListBucketInventoryConfigurationsCommand,
  ListObjectAnnotationsCommand,
  PutBucketAbacCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  RenameObjectCommand,
  UpdateObjectEncryptionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GatewayProcess } from '../support/gateway-process.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'not-served';
const where = { Bucket, Key: 'kept' };
const ARN = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000';

/** Sub-resources that the gateway does not serve: most would change the object or bucket if they were overlooked. */
const REQUESTS: Readonly<Record<string, (client: S3Client) => Promise<unknown>>> = {
  GetObjectTorrent: (client) => client.send(new GetObjectTorrentCommand(where)),
  ListObjectAnnotations: (client) => client.send(new ListObjectAnnotationsCommand(where)),
  PutObjectAnnotation: (client) =>
    client.send(
      new PutObjectAnnotationCommand({ ...where, AnnotationName: 'note', AnnotationPayload: '{}' }),
    ),
  DeleteObjectAnnotation: (client) =>
    client.send(new DeleteObjectAnnotationCommand({ ...where, AnnotationName: 'note' })),
  RenameObject: (client) => client.send(new RenameObjectCommand({ ...where, RenameSource: '/other' })),
  UpdateObjectEncryption: (client) =>
    client.send(
      new UpdateObjectEncryptionCommand({ ...where, ObjectEncryption: { SSEKMS: { KMSKeyArn: ARN } } }),
    ),
  GetBucketAbac: (client) => client.send(new GetBucketAbacCommand({ Bucket })),
  PutBucketAbac: (client) =>
    client.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } })),
  GetBucketMetadataConfiguration: (client) =>
    client.send(new GetBucketMetadataConfigurationCommand({ Bucket })),
  DeleteBucketMetadataConfiguration: (client) =>
    client.send(new DeleteBucketMetadataConfigurationCommand({ Bucket: 'empty' })),
  GetBucketReplication: (client) => client.send(new GetBucketReplicationCommand({ Bucket })),
  ListBucketInventoryConfigurations: (client) =>
    client.send(new ListBucketInventoryConfigurationsCommand({ Bucket })),
};

describe('AWS SDK for JavaScript, operations that are not served', () => {
  let gateway: GatewayProcess;
  let client: S3Client;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    client = sdkClient(gateway);
    for (const name of [Bucket, 'empty']) await client.send(new CreateBucketCommand({ Bucket: name }));
    await client.send(new PutObjectCommand({ ...where, Body: 'kept' }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it.each(Object.keys(REQUESTS))('refuse %s and change nothing', async (name) => {
    expect(await refusal(REQUESTS[name]!(client))).toEqual({ code: 'NotImplemented', status: 501 });
    const { Body } = await client.send(new GetObjectCommand(where));
    expect(await Body!.transformToString()).toBe('kept');
    await client.send(new HeadBucketCommand({ Bucket: 'empty' }));
  });
});
