import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketTaggingCommand,
  DeleteBucketWebsiteCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GatewayProcess } from '../support/gateway-process.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const Bucket = 'documents';

describe('AWS SDK for JavaScript, documents of a bucket', () => {
  let gateway: GatewayProcess;
  let client: S3Client;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it('keeps tags', async () => {
    const TagSet = [
      { Key: 'team', Value: 'storage' },
      { Key: 'cost centre', Value: '' },
    ];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await client.send(new DeleteBucketTaggingCommand({ Bucket }));
    expect(await refusal(client.send(new GetBucketTaggingCommand({ Bucket })))).toEqual({
      code: 'NoSuchTagSet',
      status: 404,
    });
  });

  it('keeps CORS rules', async () => {
    const CORSRules = [
      {
        ID: 'app',
        AllowedOrigins: ['https://*.example', 'http://localhost:3000'],
        AllowedMethods: ['GET', 'PUT'],
        AllowedHeaders: ['*'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3000,
      },
    ];
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await refusal(client.send(new GetBucketCorsCommand({ Bucket })))).toEqual({
      code: 'NoSuchCORSConfiguration',
      status: 404,
    });
  });

  it('keeps the declaration of encryption', async () => {
    const Rules = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: true },
    ];
    await client.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
    );
    const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(answer.ServerSideEncryptionConfiguration).toEqual({ Rules });
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const byDefault = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(byDefault.ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ]);
  });

  it('keeps where logs go', async () => {
    const LoggingEnabled = {
      TargetBucket: Bucket,
      TargetPrefix: 'log/',
      TargetGrants: [
        { Grantee: { Type: 'CanonicalUser' as const, ID: 'alice' }, Permission: 'READ' as const },
      ],
      TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' as const } },
    };
    await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
    expect((await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toEqual(
      LoggingEnabled,
    );
    await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
    expect((await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
  });

  it('keeps who pays, and acceleration', async () => {
    await client.send(
      new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
    );
    expect((await client.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('Requester');
    const accelerate = new GetBucketAccelerateConfigurationCommand({ Bucket });
    expect((await client.send(accelerate)).Status).toBeUndefined();
    await client.send(
      new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } }),
    );
    expect((await client.send(accelerate)).Status).toBe('Enabled');
  });

  it('keeps notifications', async () => {
    const NotificationConfiguration = {
      QueueConfigurations: [
        {
          Id: 'queue',
          QueueArn: 'arn:aws:sqs:us-east-1:000000000000:queue',
          Events: ['s3:ObjectCreated:*' as const, 's3:ObjectRemoved:Delete' as const],
          Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'in/' }] } },
        },
      ],
      LambdaFunctionConfigurations: [
        {
          Id: 'function',
          LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:work',
          Events: ['s3:ObjectAcl:Put' as const],
        },
      ],
      EventBridgeConfiguration: {},
    };
    await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    const { $metadata: _metadata, ...answer } = await client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    // AWS gives names of filter rules back in capitals.
    expect(JSON.parse(JSON.stringify(answer).replace('Prefix', 'prefix'))).toEqual(NotificationConfiguration);
    await client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }),
    );
    const none = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(none.QueueConfigurations).toBeUndefined();
  });

  it('keeps lifecycle rules', async () => {
    const Rules = [
      { ID: 'all', Filter: { Prefix: '' }, Status: 'Enabled' as const, Expiration: { Days: 30 } },
      {
        ID: 'some',
        Filter: {
          And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeGreaterThan: 1024 },
        },
        Status: 'Disabled' as const,
        Expiration: { Date: new Date('2035-01-01T00:00:00Z') },
        NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 5 },
      },
      {
        ID: 'uploads',
        Filter: { Prefix: 'tmp/' },
        Status: 'Enabled' as const,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ];
    await client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    const answer = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(answer.Rules).toEqual(Rules);
    expect(answer.TransitionDefaultMinimumObjectSize).toBe('all_storage_classes_128K');
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await refusal(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toEqual({
      code: 'NoSuchLifecycleConfiguration',
      status: 404,
    });
  });

  it('keeps a website', async () => {
    const WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
      RoutingRules: [
        {
          Condition: { KeyPrefixEquals: 'old/', HttpErrorCodeReturnedEquals: '404' },
          Redirect: { ReplaceKeyPrefixWith: 'new/', HttpRedirectCode: '302', Protocol: 'https' as const },
        },
      ],
    };
    await client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    expect(await client.send(new GetBucketWebsiteCommand({ Bucket }))).toMatchObject(WebsiteConfiguration);
    await client.send(new DeleteBucketWebsiteCommand({ Bucket }));
    expect(await refusal(client.send(new GetBucketWebsiteCommand({ Bucket })))).toEqual({
      code: 'NoSuchWebsiteConfiguration',
      status: 404,
    });
  });
});
