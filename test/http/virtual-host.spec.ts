import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Agent } from 'node:http';
import { errorOf, type Answer } from '../support/answer.js';
import { exchange, type Exchange } from '../support/exchange.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { presign } from '../support/presign.js';
import { ROOT } from '../support/test-gateway.js';

describe.each(BACKENDS)('host names below a virtual domain, %s', (backend) => {
  const gateway = useGateway(
    { backend, server: { virtualDomain: ['s3.test', 'localhost'] } },
    'photos',
    'my.photos',
  );

  /** To the gateway, whatever host the URL names; the port is that of the gateway. */
  function send(method: string, host: string, path: string, more: Partial<Exchange> = {}): Promise<Answer> {
    const { hostname, port } = new URL(gateway().url);
    return exchange({ method, url: `http://${host}:${port}${path}`, to: { host: hostname, port }, ...more });
  }

  it('are the bucket, and all of the path is the key', async () => {
    for (const host of ['photos.s3.test', 'PHOTOS.S3.Test', 'photos.localhost', 'photos.s3.test.']) {
      expect((await send('PUT', host, '/a/b%20c', { body: host })).status).toBe(200);
      expect((await gateway().send('GET', '/photos/a/b%20c')).body.toString()).toBe(host);
      expect((await send('GET', host, '/a/b%20c')).body.toString()).toBe(host);
    }
    expect((await send('DELETE', 'photos.s3.test', '/a/b%20c')).status).toBe(204);
  });

  it('address the bucket itself by the path /', async () => {
    const listing = await send('GET', 'photos.s3.test', '/?list-type=2');
    expect(listing.body.toString()).toContain('<Name>photos</Name>');
    expect((await send('HEAD', 'photos.s3.test', '/')).headers['x-amz-bucket-region']).toBe('us-east-1');
    expect((await send('PUT', 'fresh.s3.test', '/')).status).toBe(200);
    expect((await gateway().send('HEAD', '/fresh')).status).toBe(200);
    expect((await send('DELETE', 'fresh.s3.test', '/')).status).toBe(204);
  });

  it('may hold dots', async () => {
    expect((await send('GET', 'my.photos.s3.test', '/')).body.toString()).toContain('<Name>my.photos</Name>');
  });

  it('take keys that look like buckets or probes', async () => {
    for (const path of ['/photos/x', '/healthz']) {
      expect((await send('PUT', 'photos.s3.test', path, { body: path })).status).toBe(200);
      expect((await gateway().send('GET', `/photos${path}`)).body.toString()).toBe(path);
      expect((await send('DELETE', 'photos.s3.test', path)).status).toBe(204);
    }
    expect(errorOf(await send('GET', 'photos.s3.test', '/healthz', { anonymous: true }))).toMatchObject({
      Code: 'AccessDenied',
    });
  });

  it.each(['s3.test', 'photos.elsewhere.test', '127.0.0.1', 'photos.s3.test.elsewhere'])(
    'leave path style to %s',
    async (host) => {
      expect((await send('GET', host, '/photos')).body.toString()).toContain('<Name>photos</Name>');
      expect((await send('GET', host, '/')).body.toString()).toContain('ListAllMyBucketsResult');
    },
  );

  it('are part of what is signed', async () => {
    const { port } = new URL(gateway().url);
    await gateway().send('PUT', '/photos/signed', { body: 'x' });
    const path = presign(`http://photos.s3.test:${port}`, '/signed');
    expect((await send('GET', 'photos.s3.test', path, { anonymous: true })).body.toString()).toBe('x');
    expect(errorOf(await send('GET', 'photos.localhost', path, { anonymous: true }))).toMatchObject({
      Code: 'SignatureDoesNotMatch',
    });
    await gateway().send('DELETE', '/photos/signed');
  });

  it('are checked as the names of buckets are', async () => {
    expect(errorOf(await send('GET', 'a_b.s3.test', '/'))).toMatchObject({ Code: 'InvalidBucketName' });
    expect(errorOf(await send('GET', 'absent.s3.test', '/'))).toMatchObject({ Code: 'NoSuchBucket' });
  });

  it('are what the AWS SDK uses by itself', async () => {
    const { hostname: address, port } = new URL(gateway().url);
    const httpAgent = new Agent({
      lookup: (_host, _options, done) => done(null, [{ address, family: 4 }]),
    });
    const client = new S3Client({
      endpoint: `http://s3.test:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: ROOT.access, secretAccessKey: ROOT.secret },
      requestHandler: { httpAgent },
    });
    const ref = { Bucket: 'photos', Key: 'a b/ü+' };
    await client.send(new PutObjectCommand({ ...ref, Body: 'hello' }));
    expect((await gateway().send('GET', '/photos/a%20b/%C3%BC%2B')).body.toString()).toBe('hello');
    const { Body } = await client.send(new GetObjectCommand(ref));
    expect(await Body?.transformToString()).toBe('hello');
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain('photos');
    await client.send(new DeleteObjectCommand(ref));
    client.destroy();
  });

  it('do not change where the administration API is', async () => {
    expect((await send('PATCH', 'photos.s3.test', '/list-buckets')).status).toBe(200);
  });
});

describe('without a virtual domain', () => {
  const gateway = useGateway({}, 'photos');

  it('the host says nothing of the bucket', async () => {
    const { hostname, port } = new URL(gateway().url);
    const answer = await exchange({ url: `http://photos.s3.test:${port}/`, to: { host: hostname, port } });
    expect(answer.body.toString()).toContain('ListAllMyBucketsResult');
  });
});
