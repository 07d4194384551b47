import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Account } from '../iam/account.js';
import { writeXml } from '../s3/xml/xml.writer.js';
import { readAccount, readAccountChanges, writeAccountList } from './account-document.js';
import { AdminClient } from './admin.client.js';
import { writeBucketList } from './bucket-document.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const ALICE: Account = { access: 'alice', secret: 's&', role: 'user', userID: 1, groupID: 2, projectID: 3 };

describe('AdminClient', () => {
  let server: Server;
  let client: AdminClient;
  let received: Received[];
  let answer: { status: number; body: string };

  beforeEach(async () => {
    received = [];
    answer = { status: 200, body: '' };
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = new AdminClient({
      endpoint: `http://127.0.0.1:${port}/`,
      access: 'ROOT',
      secret: 'root-secret',
      region: 'eu-west-1',
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('sends signed PATCH requests, and the secret of the caller in none of them', async () => {
    await client.deleteUser('alice');
    const [request] = received;
    expect(request?.method).toBe('PATCH');
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ROOT\/\d{8}\/eu-west-1\/s3\/aws4_request, ?SignedHeaders=.*host.*x-amz-date.*, ?Signature=[0-9a-f]{64}$/,
    );
    expect(JSON.stringify(request)).not.toContain('root-secret');
  });

  it('sends accounts and changes as documents', async () => {
    await client.createUser(ALICE);
    await client.updateUser('a b/ü*', { role: 'admin' });
    expect(received.map(({ url }) => url)).toEqual(['/create-user', '/update-user?access=a%20b%2F%C3%BC%2A']);
    expect(readAccount(received[0]?.body ?? '')).toEqual(ALICE);
    expect(readAccountChanges(received[1]?.body ?? '')).toEqual({ role: 'admin' });
  });

  it('names buckets and owners in the query, the path and the header', async () => {
    await client.changeBucketOwner('bucket', 'al&ice');
    await client.createBucket('other', 'alice', { 'x-amz-bucket-object-lock-enabled': 'true' });
    expect(received.map(({ url }) => url)).toEqual([
      '/change-bucket-owner?bucket=bucket&owner=al%26ice',
      '/other/create',
    ]);
    expect(received[1]?.headers).toMatchObject({
      'x-vgw-owner': 'alice',
      'x-amz-bucket-object-lock-enabled': 'true',
    });
    expect(received[1]?.headers.authorization).toContain('x-vgw-owner');
  });

  it('reads lists of accounts and buckets', async () => {
    answer = { status: 200, body: writeAccountList([ALICE]) };
    expect(await client.listUsers()).toEqual([ALICE]);
    answer = { status: 200, body: writeBucketList([{ name: 'b', owner: 'alice' }]) };
    expect(await client.listBuckets()).toEqual([{ name: 'b', owner: 'alice' }]);
  });

  it('throws what the gateway answers', async () => {
    answer = {
      status: 404,
      body: writeXml('Error', { Code: 'XAdminUserNotFound', Message: 'No such user.' }),
    };
    await expect(client.deleteUser('x')).rejects.toMatchObject({
      status: 404,
      code: 'XAdminUserNotFound',
      message: 'XAdminUserNotFound: No such user.',
    });
  });

  it('says so when the endpoint is no gateway', async () => {
    answer = { status: 502, body: '<html>Bad gateway' };
    await expect(client.listUsers()).rejects.toMatchObject({ status: 502, code: '' });
  });
});
