import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { get, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayProcess } from '../support/gateway-process.js';
import { pseudoRandomBytes, sha256 } from '../support/sample-tree.js';
import { sdkClient } from '../support/sdk-client.js';

const Bucket = 'box';
const BODY = pseudoRandomBytes(300_000);

describe('the end of the gateway', () => {
  let directory: string;
  let gateway: GatewayProcess;
  let client: S3Client;

  const start = async (...flags: string[]): Promise<void> => {
    gateway = await GatewayProcess.start({ directory, flags });
    client = sdkClient(gateway);
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-shutdown-'));
  });

  afterEach(async () => {
    client.destroy();
    gateway.signal('SIGKILL');
    await gateway.exitCode();
    await rm(directory, { recursive: true, force: true });
  });

  /** An upload of which the gateway has half, and waits for the rest. */
  async function halfUpload(
    Key: string,
  ): Promise<{ upload: ClientRequest; response: Promise<IncomingMessage> }> {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key }));
    const headers = { 'content-length': BODY.length, expect: '100-continue' };
    const upload = request(url, { method: 'PUT', headers, agent: false });
    const response = once(upload, 'response').then(([answer]) => answer as IncomingMessage);
    // Whoever waits for the answer sees the failure; one that nobody waits for is no unhandled rejection.
    response.catch(() => {});
    upload.flushHeaders();
    await once(upload, 'continue');
    await new Promise<void>((resolve, reject) => {
      upload.write(BODY.subarray(0, 150_000), (error) => (error ? reject(error) : resolve()));
    });
    return { upload, response };
  }

  /** Resolves when nobody listens any more. */
  async function untilRefused(): Promise<void> {
    for (;;) {
      try {
        await fetch(gateway.url).then((response) => response.arrayBuffer());
      } catch {
        return;
      }
      await delay(10);
    }
  }

  const listed = async (): Promise<unknown[]> =>
    ((await client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

  it('waits for an upload under way', async () => {
    await start();
    await client.send(new CreateBucketCommand({ Bucket }));
    const { upload, response } = await halfUpload('slow');
    gateway.signal('SIGTERM');
    await untilRefused();
    upload.end(BODY.subarray(150_000));
    const answer = await response;
    expect([answer.statusCode, await text(answer)]).toEqual([200, '']);
    expect(await gateway.exitCode()).toBe(0);
    client.destroy();
    await start();
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'slow' }));
    expect(Buffer.from(await Body!.transformToByteArray()).equals(BODY)).toBe(true);
  });

  it('waits for a download under way', async () => {
    await start();
    const large = pseudoRandomBytes(48 * 1024 * 1024);
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'large' }));
    client.destroy();
    const [download] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
    gateway.signal('SIGTERM');
    await untilRefused();
    const chunks: Buffer[] = [];
    for await (const chunk of download) chunks.push(chunk as Buffer);
    expect(sha256(Buffer.concat(chunks))).toBe(sha256(large));
    expect(await gateway.exitCode()).toBe(0);
  });

  it('waits no longer than it was told and leaves nothing of what did not finish', async () => {
    await start('--shutdown-timeout', '300ms');
    await client.send(new CreateBucketCommand({ Bucket }));
    const { upload, response } = await halfUpload('too-slow');
    upload.on('error', () => {});
    gateway.signal('SIGTERM');
    await expect(response).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await gateway.exitCode()).toBe(0);
    client.destroy();
    await start();
    expect(await listed()).toEqual([]);
    expect((await files()).filter((name) => name.includes('too-slow'))).toEqual([]);
  });

  it('loses nothing but the requests under way when it is killed', async () => {
    await start();
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
    const { upload, response } = await halfUpload('kept');
    upload.on('error', () => {});
    gateway.signal('SIGKILL');
    await expect(response).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await gateway.exitCode()).toBeNull();
    client.destroy();
    await start();
    expect(await listed()).toEqual(['kept']);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await Body!.transformToString()).toBe('kept');
    await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'replaced' }));
    await gateway.stop();
  });

  it('ends at once when nothing is under way, whatever connections are open', async () => {
    await start('--shutdown-timeout', '10m');
    await client.send(new CreateBucketCommand({ Bucket }));
    gateway.signal('SIGTERM');
    expect(await gateway.exitCode()).toBe(0);
  });

  const files = async (): Promise<string[]> =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
});
