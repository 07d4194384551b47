import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { eventually } from '../support/eventually.js';
import { makeDirectory } from '../support/http-subject.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { presign } from '../support/presign.js';
import { RawConnection } from '../support/raw-connection.js';
import { type GatewayOptions, ROOT, TestGateway } from '../support/test-gateway.js';

/** Fields of a line of AWS's format: in brackets, in quotes, or up to the next space. */
const fieldsOf = (line: string): string[] => line.match(/\[[^\]]*\]|"[^"]*"|\S+/g) ?? [];

const NAMES = [
  'bucketOwner bucket time remoteIp requester requestId operation key requestUri status errorCode bytesSent',
  'objectSize totalTime turnAroundTime referer userAgent versionId hostId signatureVersion cipherSuite',
  'authenticationType host tlsVersion accessPoint aclRequired sourceRegion traceId',
]
  .join(' ')
  .split(' ');

const namedFields = (line: string): Record<string, string> =>
  Object.fromEntries(fieldsOf(line).map((value, index) => [NAMES[index] ?? `further${index}`, value]));

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await makeDirectory();
  file = join(directory, 'access.log');
});
afterEach(() => rm(directory, { recursive: true }));

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean);

/** The gateway ends in between: all that it has to write is written then. */
async function linesAfter(
  options: GatewayOptions,
  body: (gateway: TestGateway) => Promise<unknown>,
): Promise<string[]> {
  const gateway = await TestGateway.start(options);
  try {
    await body(gateway);
  } finally {
    await gateway.stop();
  }
  return linesOf(options.audit!.file!);
}

describe('the access log in the format of AWS', () => {
  it('has every field of a request in its place', async () => {
    let requestId = '';
    const [, put = '', get = ''] = await linesAfter({ audit: { file } }, async (gateway) => {
      await gateway.send('PUT', '/photos');
      await gateway.send('PUT', '/photos/a%20cat/%E2%82%AC', { body: 'meow meow' });
      const headers = {
        range: 'bytes=0-3',
        'user-agent': 'me/1.0 "quoted" \\',
        referer: 'http://there/?a b',
      };
      const answer = await gateway.send('GET', '/photos/a%20cat/%E2%82%AC', { headers });
      expect(answer.status).toBe(206);
      requestId = answer.headers['x-amz-request-id'] as string;
    });
    expect(namedFields(put)).toMatchObject({
      operation: 'REST.PUT.OBJECT',
      key: 'a%20cat/%E2%82%AC',
      status: '200',
      bytesSent: '-',
      objectSize: '9',
    });
    const fields = namedFields(get);
    expect(Object.keys(fields)).toEqual(NAMES);
    expect(fields).toEqual({
      bucketOwner: ROOT.access,
      bucket: 'photos',
      time: expect.stringMatching(/^\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\]$/),
      remoteIp: expect.stringMatching(/127\.0\.0\.1$/),
      requester: ROOT.access,
      requestId,
      operation: 'REST.GET.OBJECT',
      key: 'a%20cat/%E2%82%AC',
      requestUri: '"GET /photos/a%20cat/%E2%82%AC HTTP/1.1"',
      status: '206',
      errorCode: '-',
      bytesSent: '4',
      objectSize: '9',
      totalTime: expect.stringMatching(/^\d+$/),
      turnAroundTime: expect.stringMatching(/^\d+$/),
      referer: '"http://there/?a b"',
      userAgent: '"me/1.0 %22quoted%22 %5C"',
      versionId: '-',
      hostId: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
      signatureVersion: 'SigV4',
      cipherSuite: '-',
      authenticationType: 'AuthHeader',
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      tlsVersion: '-',
      accessPoint: '-',
      aclRequired: '-',
      sourceRegion: '-',
      traceId: '-',
    });
  });

  it('tells refusals, strangers and what is no operation', async () => {
    const [, missing = '', stranger = '', nothing = ''] = await linesAfter(
      { audit: { file } },
      async (gateway) => {
        await gateway.send('PUT', '/photos');
        await gateway.send('HEAD', '/absent/key');
        await gateway.send('GET', '/photos?versioning', { as: null });
        await gateway.send('POST', '/');
        await fetch(`${gateway.url}/livez`);
      },
    );
    expect(namedFields(missing)).toMatchObject({
      operation: 'REST.HEAD.OBJECT',
      status: '404',
      errorCode: 'NoSuchBucket',
      bytesSent: '-',
    });
    expect(namedFields(stranger)).toMatchObject({
      operation: 'REST.GET.VERSIONING',
      requester: '-',
      status: '403',
      errorCode: 'AccessDenied',
      signatureVersion: '-',
      authenticationType: '-',
    });
    expect(namedFields(nothing)).toMatchObject({
      operation: 'REST.POST.SERVICE',
      errorCode: 'MethodNotAllowed',
    });
  });

  it('cannot be forged by a client', async () => {
    const lines = await linesAfter({ audit: { file } }, async (gateway) => {
      const forged = '%0A- - [01/Jan/2026:00:00:00 +0000]';
      await gateway.send('PUT', '/photos');
      await gateway.send('GET', `/photos/${encodeURIComponent('\n"')}${forged.replaceAll(' ', '%20')}`);
      const connection = await RawConnection.open(gateway.url);
      connection.head('GET', '/photos/a"b\\', { host: 'a b\u00e9', 'user-agent': '"\u00e9\t' });
      await connection.response();
      connection.destroy();
    });
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(fieldsOf(line)).toHaveLength(NAMES.length);
      expect(line).toMatch(/^[ -~]+$/);
    }
    expect(namedFields(lines[2]!)).toMatchObject({
      host: 'a%20b%C3%A9',
      requestUri: '"GET /photos/a%22b%5C HTTP/1.1"',
    });
  });

  it('holds no credential of a presigned URL', async () => {
    const lines = await linesAfter({ audit: { file, format: 'json' } }, async (gateway) => {
      await gateway.send('PUT', '/photos');
      const path = presign(gateway.url, '/photos', { query: { 'X-Amz-Security-Token': 'hush-hush' } });
      await gateway.send('GET', path, { as: null, headers: { referer: `${gateway.url}${path}` } });
    });
    const entry = JSON.parse(lines[1]!) as Record<string, string>;
    expect(entry['request_uri']).toContain('X-Amz-Signature=REDACTED');
    expect(entry['referer']).toContain('X-Amz-Signature=REDACTED');
    expect(entry['request_uri']).toContain('X-Amz-Expires=60');
    expect(lines.join()).not.toMatch(/hush-hush|Signature=[0-9a-f]{64}|%2Faws4_request/);
  });
});

describe('the access log', () => {
  it('has the ids of the trace', async () => {
    const receiver = await OtlpReceiver.start('http');
    const tracing = { enabled: true, endpoint: receiver.endpoint, useHttp: true };
    let traceId = '';
    const lines = await linesAfter({ audit: { file, format: 'json' }, tracing }, async (gateway) => {
      traceId = (await gateway.send('GET', '/')).headers['x-trace-id'] as string;
    });
    const [span] = (await receiver.waitFor(1)).filter(({ name }) => name === 'S3.ListBuckets');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      trace_id: traceId,
      span_id: span?.spanId,
      http_status: 200,
    });
    await receiver.stop();
  });

  it('tells of clients that went away, and where they were', async () => {
    const lines = await linesAfter({ audit: { file, format: 'json' } }, async (gateway) => {
      await gateway.send('PUT', '/photos');
      const connection = await RawConnection.open(gateway.url);
      const headers = { 'content-length': '100' };
      const url = `${gateway.url}/photos/half`;
      connection.head(
        'PUT',
        '/photos/half',
        signRequest({
          method: 'PUT',
          url,
          region: 'us-east-1',
          headers,
          payloadHash: 'UNSIGNED-PAYLOAD',
          ...ROOT,
        }),
      );
      connection.write('half');
      await eventually(async () => (await gateway.send('GET', '/photos')).status === 200);
      connection.destroy();
      await eventually(() => readFileSync(file, 'utf8').includes('half'));
    });
    const entry = lines.map((line) => JSON.parse(line)).find(({ key }) => key === 'half');
    expect(entry).toMatchObject({ http_status: 499, remote_ip: expect.stringContaining('127.0.0.1') });
  });

  it('tells of refusals before anyone is asked who is calling', async () => {
    const server = { readOnly: true };
    const [line = ''] = await linesAfter({ audit: { file }, server }, (gateway) =>
      gateway.send('PUT', '/photos'),
    );
    expect(namedFields(line)).toMatchObject({ operation: 'REST.PUT.BUCKET', errorCode: 'AccessDenied' });
  });

  it('has SlowDown with its trace like any other request', async () => {
    const receiver = await OtlpReceiver.start('http');
    const tracing = { enabled: true, endpoint: receiver.endpoint, useHttp: true };
    const options = { audit: { file }, tracing, server: { maxRequests: 1 } };
    const lines = await linesAfter(options, async (gateway) => {
      await gateway.send('PUT', '/photos');
      const connection = await RawConnection.open(gateway.url);
      const headers = { 'content-length': '100', expect: '100-continue' };
      const url = `${gateway.url}/photos/half`;
      const signed = {
        method: 'PUT',
        url,
        region: 'us-east-1',
        headers,
        payloadHash: 'UNSIGNED-PAYLOAD',
        ...ROOT,
      };
      connection.head('PUT', '/photos/half', signRequest(signed));
      await connection.response();
      await gateway.send('GET', '/photos').expect(503);
      connection.destroy();
    });
    const refused = lines.map(namedFields).find(({ status }) => status === '503');
    expect(refused).toMatchObject({ operation: 'REST.GET.BUCKET', errorCode: 'SlowDown' });
    const spans = await receiver.waitFor((all) => all.some(({ name }) => name === 'S3.ListObjects'));
    const span = spans.find(({ name }) => name === 'S3.ListObjects');
    expect(span?.attributes).toMatchObject({ 'error.type': 'SlowDown', 'http.response.status_code': 503 });
    expect(span?.traceId).toBe(refused?.['traceId']);
    await receiver.stop();
  });

  it('is opened anew when it was moved away', async () => {
    const lines = await linesAfter({ audit: { file } }, async (gateway) => {
      await gateway.send('GET', '/first');
      await eventually(() => linesOf(file).length === 1);
      await rename(file, `${file}.1`);
      await gateway.send('GET', '/second');
      await eventually(() => linesOf(`${file}.1`).length === 2);
      await gateway.application.reload();
      await gateway.send('GET', '/third');
    });
    expect(lines.map((line) => namedFields(line)['bucket'])).toEqual(['third']);
  });

  it('keeps requests to the administration API in a file of their own', async () => {
    const adminFile = join(directory, 'admin.log');
    const lines = await linesAfter({ audit: { file, adminFile } }, async (gateway) => {
      await gateway.send('GET', '/');
      await gateway.send('PATCH', '/list-buckets');
    });
    expect(lines.map((line) => namedFields(line)['operation'])).toEqual(['REST.GET.SERVICE']);
    const [line = ''] = linesOf(adminFile);
    expect(namedFields(line)).toMatchObject({ operation: 'ADMIN.AdminListBuckets', bucket: '-', key: '-' });
  });

  it('that cannot be opened stops the start', async () => {
    await expect(TestGateway.start({ audit: { file: directory } })).rejects.toMatchObject({
      problems: ['--access-log: cannot be opened: EISDIR'],
    });
  });
});

describe('a webhook', () => {
  let server: Server;
  let url: string;
  let received: { readonly authorization: string | undefined; readonly entry: Record<string, unknown> }[];

  beforeEach(async () => {
    received = [];
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const entry = JSON.parse(body.toString()) as Record<string, unknown>;
        received.push({ authorization: request.headers.authorization, entry });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://me:hush@127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterEach(() => server.close());

  it('gets every entry, beside the file', async () => {
    const lines = await linesAfter({ audit: { file, webhookUrl: url } }, async (gateway) => {
      for (let time = 0; time < 20; time += 1) await gateway.send('GET', `/bucket-${time}`);
    });
    expect(lines).toHaveLength(20);
    expect(received).toHaveLength(20);
    expect(received[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('me:hush').toString('base64')}`,
      entry: { operation: 'REST.GET.BUCKET', http_status: 404, error_code: 'NoSuchBucket' },
    });
  });
});
