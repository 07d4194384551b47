import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import request from 'supertest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import { signingKey } from '../../../src/auth/sigv4/signing-key.js';
import { encodeAwsChunked } from '../../support/chunked-body.js';
import { ROOT } from '../../support/test-gateway.js';
import { TracedGateway } from './traced-gateway.js';

const DATA = 'the-data-of-the-object';
const ALICE = { access: 'ALICE', secret: 'the-secret-of-alice' };
const TOKEN = 'the-session-token';
const EXPORT_KEY = 'the-key-of-the-receiver';

/** Everything that must never leave, with a name for the message. */
type Secrets = Map<string, string>;

const signatureOf = (headers: Readonly<Record<string, string>>): string =>
  /Signature=([0-9a-f]{64})/.exec(headers['authorization'] ?? '')?.[1] ?? '';

async function signed(traced: TracedGateway, secrets: Secrets): Promise<void> {
  const url = `${traced.gateway.url}/photos/cat`;
  for (const secret of [ROOT.secret, 'wrong-secret']) {
    const body = DATA;
    const headers = signRequest({
      access: ROOT.access,
      secret,
      method: 'PUT',
      url,
      body,
      region: 'us-east-1',
    });
    secrets.set(`the signature with ${secret}`, signatureOf(headers));
    await traced.send('PUT', '/photos/cat', { as: null, headers, body });
  }
  const spoilt = { body: `${DATA}!`, payloadHash: 'a'.repeat(64) };
  await traced.send('PUT', '/photos/cat', spoilt);
  await traced.ok('GET', '/photos/cat');
  await traced.send('GET', '/photos/cat', { headers: { 'x-amz-security-token': TOKEN } });
}

async function chunked(traced: TracedGateway, secrets: Secrets): Promise<void> {
  const url = `${traced.gateway.url}/photos/chunked`;
  const headers = signRequest({
    ...ROOT,
    method: 'PUT',
    url,
    region: 'us-east-1',
    headers: { 'x-amz-decoded-content-length': String(DATA.length) },
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  });
  const timestamp = headers['x-amz-date'] ?? '';
  const date = timestamp.slice(0, 8);
  const body = encodeAwsChunked([Buffer.from(DATA)], {
    signing: {
      seedSignature: signatureOf(headers),
      signingKey: signingKey(ROOT, date, 'us-east-1'),
      timestamp,
      scope: `${date}/us-east-1/s3/aws4_request`,
    },
  });
  const chunkSignatures = [...body.toString('latin1').matchAll(/chunk-signature=([0-9a-f]{64})/g)];
  for (const [index, [, signature = '']] of chunkSignatures.entries())
    secrets.set(`the signature of chunk ${index}`, signature);
  await traced.ok('PUT', '/photos/chunked', { as: null, headers, body });
  body[body.indexOf('signature=') + 'signature='.length] = 'x'.charCodeAt(0);
  await traced.send('PUT', '/photos/chunked', { as: null, headers, body });
}

async function presigned(traced: TracedGateway, secrets: Secrets): Promise<void> {
  const client = new S3Client({
    endpoint: traced.gateway.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ROOT.access, secretAccessKey: ROOT.secret },
  });
  const command = new GetObjectCommand({ Bucket: 'photos', Key: 'cat' });
  const url = new URL(await getSignedUrl(client, command, { expiresIn: 60 }));
  secrets.set('the signature of a URL', url.searchParams.get('X-Amz-Signature') ?? '');
  const target = `${url.pathname}${url.search}`;
  for (const path of [
    target,
    `${target}&tampered=1`,
    `/photos/cat?Signature=${TOKEN}&AWSAccessKeyId=A&Expires=1`,
  ])
    await traced.trace(new request.Test(traced.gateway.url, 'GET', path));
  client.destroy();
}

async function administered(traced: TracedGateway): Promise<void> {
  const { access, secret } = ALICE;
  const body = `<Account><Access>${access}</Access><Secret>${secret}</Secret><Role>user</Role></Account>`;
  await traced.ok('PATCH', '/create-user', { body });
  await traced.send('PATCH', '/create-user', { body });
  await traced.send('PATCH', '/create-user', { body: body.replace('</Account>', '') });
  await traced.ok('PATCH', '/list-users');
  await traced.ok('GET', '/', { as: ALICE });
}

describe('what leaves with the traces', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-users-'));
  });

  afterAll(() => rm(directory, { recursive: true }));

  it.each(['http', 'grpc'] as const)(
    'holds no secret, signature, token or object data over %s',
    async (protocol) => {
      const secrets: Secrets = new Map(
        Object.entries({
          root: ROOT.secret,
          alice: ALICE.secret,
          token: TOKEN,
          data: DATA,
          receiver: EXPORT_KEY,
        }),
      );
      const traced = await TracedGateway.start(protocol, {
        iam: { dir: await mkdtemp(join(directory, 'iam-')) },
        tracing: { headers: { 'x-api-key': EXPORT_KEY } },
      });
      try {
        await traced.ok('PUT', '/photos');
        await signed(traced, secrets);
        await chunked(traced, secrets);
        await presigned(traced, secrets);
        await administered(traced);
      } finally {
        await traced.stop();
      }
      const exported = Buffer.concat(traced.receiver.bodies).toString('latin1');
      expect(exported).toContain(ROOT.access);
      expect(exported).toContain('X-Amz-Signature=REDACTED');
      for (const [what, secret] of secrets) {
        expect([what, secret.length > 8]).toEqual([what, true]);
        expect([what, exported.includes(secret)]).toEqual([what, false]);
      }
    },
  );
});
