import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { errorOf } from '../support/answer.js';
import { exchange } from '../support/exchange.js';
import { makeDirectory } from '../support/http-subject.js';
import { keepLog } from '../support/log-lines.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { describeWith } from '../support/programs.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';

describeWith('openssl', 'TLS', (openssl) => {
  let directory: string;
  let cert: string;
  let key: string;
  let gateway: TestGateway;

  const path = (name: string): string => join(directory, name);

  /** `NAME.crt` and `NAME.key` of localhost, with the name as the organisation. */
  function makeCertificate(name: string): void {
    const subject = [
      '-subj',
      `/O=${name}/CN=localhost`,
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const files = ['-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)];
    execFileSync(openssl, ['req', '-x509', ...curve, ...files, ...subject], { stdio: 'ignore' });
  }

  async function use(name: string): Promise<void> {
    await copyFile(path(`${name}.crt`), cert);
    await copyFile(path(`${name}.key`), key);
  }

  /** Organisation in the certificate that a new connection is shown. */
  function shown(maxVersion: 'TLSv1.1' | 'TLSv1.3' = 'TLSv1.3'): Promise<string> {
    const { hostname: host, port } = new URL(gateway.url);
    return new Promise((resolve, reject) => {
      const options = { host, port: Number(port), rejectUnauthorized: false, maxVersion } as const;
      const old = maxVersion === 'TLSv1.1' && ({ minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const);
      const socket: TLSSocket = connect({ ...options, ...old }, () => {
        resolve((socket.getPeerCertificate() as PeerCertificate).subject.O as string);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  }

  beforeAll(async () => {
    directory = await makeDirectory();
    [cert, key] = [path('used.crt'), path('used.key')];
    for (const name of ['first', 'second', 'admin']) makeCertificate(name);
    await use('first');
    gateway = await TestGateway.start({
      server: {
        cert,
        key,
        port: ['127.0.0.1:0', path('gate.sock')],
        adminPort: ['127.0.0.1:0'],
        adminCert: path('admin.crt'),
        adminKey: path('admin.key'),
      },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });

  it('serves both APIs, each with its certificate, also on a socket', async () => {
    const [s3, socket, admin] = gateway.urls;
    expect([s3, admin]).toEqual([expect.stringMatching(/^https:/), expect.stringMatching(/^https:/)]);
    expect(socket).toMatch(/^unix:/);
    const ca = readFileSync(cert, 'utf8');
    expect((await exchange({ url: `${s3}/`, ca })).status).toBe(200);
    const to = { socketPath: path('gate.sock') };
    expect((await exchange({ url: 'https://localhost/', ca, to })).status).toBe(200);
    const patch = { method: 'PATCH', url: `${admin}/list-buckets` };
    expect((await exchange({ ...patch, ca: readFileSync(path('admin.crt'), 'utf8') })).status).toBe(200);
    await expect(exchange({ ...patch, ca })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('is not spoken below version 1.2', async () => {
    await expect(shown('TLSv1.1')).rejects.toMatchObject({
      code: expect.stringMatching(/ALERT_PROTOCOL_VERSION/),
    });
  });

  it('ends the connection of a client that speaks plain HTTP, and goes on', async () => {
    const connection = await RawConnection.open(gateway.url.replace('https', 'http'));
    connection.head('GET', '/', { host: 'a' });
    expect(await connection.closed()).toHaveLength(0);
    expect(await shown()).toBe('first');
  });

  it('answers a request that is no HTTP as without TLS', async () => {
    const { hostname: host, port } = new URL(gateway.url);
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    socket.write('nonsense\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 400 [^]*<Code>BadRequest<\/Code>/);
  });

  it('takes new files when it is told to, and keeps the old ones when they are of no use', async () => {
    const log = keepLog();
    try {
      expect(await shown()).toBe('first');
      await use('second');
      expect(await shown()).toBe('first');
      await gateway.application.reload();
      expect(await shown()).toBe('second');
      await copyFile(path('first.key'), key);
      await gateway.application.reload();
      expect(await shown()).toBe('second');
      await writeFile(cert, 'nothing');
      await gateway.application.reload();
      await rm(cert);
      await gateway.application.reload();
      expect(await shown()).toBe('second');
      expect(log.lines.filter((line) => line.startsWith('the S3 API keeps'))).toEqual([
        expect.stringContaining('key values mismatch'),
        expect.stringContaining('PEM'),
        expect.stringContaining('ENOENT'),
      ]);
      await use('first');
      await gateway.application.reload();
      await expect(shown('TLSv1.1')).rejects.toBeDefined();
      expect(await shown()).toBe('first');
    } finally {
      log.restore();
    }
  });

  it('is spoken by websites too, with their own certificate or none where that is asked for', async () => {
    const server = { cert: path('first.crt'), key: path('first.key') };
    const port = ['127.0.0.1:0'];
    const own = { cert: path('admin.crt'), key: path('admin.key') };
    for (const [website, ca] of [
      [{ port }, 'first.crt'],
      [{ port, ...own }, 'admin.crt'],
      [{ port, ...own, noTls: true }, undefined],
    ] as const) {
      const served = await TestGateway.start({ server, website });
      const url = served.urls[1]!;
      expect(new URL(url).protocol).toBe(ca === undefined ? 'http:' : 'https:');
      const trusted = ca === undefined ? undefined : readFileSync(path(ca), 'utf8');
      expect((await exchange({ url, anonymous: true, ca: trusted })).status).toBe(404);
      await served.stop();
    }
  });

  it('does not start with files that are of no use', async () => {
    const server = { cert: path('first.crt'), key: path('second.key') };
    await expect(TestGateway.start({ server })).rejects.toMatchObject({
      problems: [expect.stringMatching(/^--cert, --key: cannot be used: .*key values mismatch/)],
    });
  });

  it.each([
    ['at once a client that does not greet', '', 600_000],
    ['in the end one that does not finish', '\x16\x03\x01', 1],
  ])('leaves %s', async (_who, greeting, shutdownTimeout) => {
    const closing = await TestGateway.start({
      server: { cert: path('first.crt'), key: path('first.key'), shutdownTimeout },
    });
    const client = await RawConnection.open(closing.url);
    client.write(Buffer.from(greeting, 'latin1'));
    // Connections are taken in their order.
    await exchange({ url: `${closing.url}/`, ca: readFileSync(path('first.crt'), 'utf8') });
    await closing.stop();
    expect(await client.closed()).toHaveLength(0);
  });

  it('is the scheme of the request in its trace', async () => {
    const receiver = await OtlpReceiver.start('http');
    const traced = await TestGateway.start({
      server: { cert: path('first.crt'), key: path('first.key') },
      tracing: { enabled: true, endpoint: receiver.endpoint, useHttp: true },
    });
    const answer = await exchange({
      url: `${traced.url}/absent`,
      ca: readFileSync(path('first.crt'), 'utf8'),
    });
    expect(errorOf(answer)).toMatchObject({ Code: 'NoSuchBucket' });
    await traced.stop();
    const spans = await receiver.waitFor((all) => all.some(({ name }) => name === 'S3.ListObjects'));
    expect(spans.find(({ name }) => name === 'S3.ListObjects')?.attributes).toMatchObject({
      'url.scheme': 'https',
    });
    await receiver.stop();
  });
});
