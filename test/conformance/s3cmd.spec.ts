import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram } from '../support/run-program.js';
import { digestsOfTree, pseudoRandomBytes, sha256OfFile, writeSampleTree } from '../support/sample-tree.js';

const MIB = 1024 * 1024;

const config = (host: string): string => `[default]
access_key = ${ACCESS_KEY}
secret_key = ${SECRET_KEY}
bucket_location = ${REGION}
host_base = ${host}
host_bucket = ${host}
use_https = False
multipart_chunk_size_mb = 5
progress_meter = False
max_retries = 1
`;

describeWith('s3cmd', 's3cmd', (program) => {
  let gateway: GatewayProcess;
  let home: string;

  const options = (): { env: Record<string, string>; cwd: string } => ({ env: { HOME: home }, cwd: home });
  const s3cmd = (...args: string[]): Promise<string> => runProgram(program, args, options());

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    home = await mkdtemp(join(tmpdir(), 'glassgate-s3cmd-'));
    await writeFile(join(home, '.s3cfg'), config(new URL(gateway.url).host));
    await s3cmd('mb', 's3://box');
  });

  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await gateway.stop();
  });

  it('puts, describes, gets and deletes a file', async () => {
    const body = 'some text\n';
    await writeFile(join(home, 'note.txt'), body);
    await s3cmd('put', 'note.txt', 's3://box/notes/ünï + 1.txt', '--add-header', 'x-amz-meta-colour: blue');
    expect(await s3cmd('ls', 's3://box/notes/')).toMatch(/ 10 +s3:\/\/box\/notes\/ünï \+ 1\.txt$/m);
    const info = await s3cmd('info', 's3://box/notes/ünï + 1.txt');
    expect(info).toMatch(/File size: +10\n/);
    expect(info).toContain(createHash('md5').update(body).digest('hex'));
    expect(info).toMatch(/x-amz-meta-colour: +blue/);
    await s3cmd('get', 's3://box/notes/ünï + 1.txt', 'back.txt');
    expect(await readFile(join(home, 'back.txt'), 'utf8')).toBe(body);
    await s3cmd('del', 's3://box/notes/ünï + 1.txt');
    expect(await s3cmd('ls', 's3://box/notes/')).toBe('');
    expect((await tryProgram(program, ['get', 's3://box/none', 'none'], options())).stderr).toContain(
      "Source object 's3://box/none' does not exist",
    );
  });

  it('puts a large file in parts, copies it and gets it back', async () => {
    await writeFile(join(home, 'large'), pseudoRandomBytes(23 * MIB));
    const digest = await sha256OfFile(join(home, 'large'));
    await s3cmd('put', 'large', 's3://box/large');
    expect(await sha256OfFile(join(gateway.directory, 'box/large'))).toBe(digest);
    await s3cmd('cp', 's3://box/large', 's3://box/copied');
    await s3cmd('get', 's3://box/copied', 'large-back');
    expect(await sha256OfFile(join(home, 'large-back'))).toBe(digest);
    expect(await s3cmd('multipart', 's3://box')).not.toContain('s3://box/large');
  });

  it('syncs a tree there and back', async () => {
    const digests = await writeSampleTree(join(home, 'tree'));
    await s3cmd('sync', 'tree/', 's3://box/tree/');
    await mkdir(join(home, 'copy'));
    await s3cmd('sync', 's3://box/tree/', 'copy/');
    expect(await digestsOfTree(join(home, 'copy'))).toEqual(digests);
    await s3cmd('del', '--recursive', 's3://box/tree');
    expect(await s3cmd('ls', 's3://box/tree/')).toBe('');
  });

  it('says how much there is and removes a bucket', async () => {
    await s3cmd('mb', 's3://emptied');
    await writeFile(join(home, 'three'), 'abc');
    await s3cmd('put', 'three', 's3://emptied/three');
    expect(await s3cmd('du', 's3://emptied')).toMatch(/^ *3 +1 objects/);
    expect((await tryProgram(program, ['rb', 's3://emptied'], options())).stderr).toContain('BucketNotEmpty');
    await s3cmd('rb', '--recursive', 's3://emptied');
    expect(await s3cmd('ls')).toMatch(/s3:\/\/box\n$/);
  });

  describe('on what is configured', () => {
    const info = (of = 's3://box'): Promise<string> => s3cmd('info', of);
    const write = (name: string, text: string): Promise<void> => writeFile(join(home, name), text);

    it('sets and deletes a policy', async () => {
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::box/open/*' },
        ],
      });
      await write('policy.json', policy);
      await s3cmd('setpolicy', 'policy.json', 's3://box');
      expect(await info()).toContain(` ${policy}\n`);
      await write('open', 'for everyone');
      await s3cmd('put', 'open', 's3://box/open/page');
      expect(await (await fetch(`${gateway.url}/box/open/page`)).text()).toBe('for everyone');
      await s3cmd('delpolicy', 's3://box');
      expect(await info()).toMatch(/Policy: +none\n/);
      expect((await fetch(`${gateway.url}/box/open/page`)).status).toBe(403);
    });

    it('changes ACLs where the bucket has them', async () => {
      const refused = await tryProgram(program, ['setacl', '--acl-public', 's3://box'], options());
      expect(refused.stderr).toContain('(AccessControlListNotSupported)');
      await s3cmd('mb', '--acl-public', 's3://with-acls');
      expect(await info('s3://with-acls')).toMatch(/ACL: +\*anon\*: READ\n/);
      await s3cmd('setacl', '--acl-private', 's3://with-acls');
      expect(await info('s3://with-acls')).not.toContain('*anon*');
      await write('page', 'page');
      await s3cmd('put', '--acl-public', 'page', 's3://with-acls/page');
      const status = async (): Promise<number> => (await fetch(`${gateway.url}/with-acls/page`)).status;
      expect(await status()).toBe(200);
      await s3cmd('setacl', '--acl-private', 's3://with-acls/page');
      expect(await status()).toBe(403);
      await s3cmd('setacl', `--acl-grant=read:${ACCESS_KEY}`, 's3://with-acls/page');
      await s3cmd('setacl', '--acl-public', '--recursive', 's3://with-acls');
      expect(await status()).toBe(200);
    });

    it('sets and deletes CORS rules', async () => {
      const rule =
        '<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://app.example</AllowedOrigin></CORSRule>';
      await write('cors.xml', `<CORSConfiguration>${rule}</CORSConfiguration>`);
      await s3cmd('setcors', 'cors.xml', 's3://box');
      expect(await info()).toContain(rule);
      await s3cmd('delcors', 's3://box');
      expect(await info()).toMatch(/CORS: +none\n/);
    });

    it('sets lifecycle rules, its own and those of a file', async () => {
      const rule =
        '<Rule><ID>logs</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>';
      await write('lifecycle.xml', `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`);
      await s3cmd('setlifecycle', 'lifecycle.xml', 's3://box');
      expect((await s3cmd('getlifecycle', 's3://box')).replaceAll(/\s+(?=<)/g, '')).toContain(rule);
      expect(await info()).toContain(
        "objects with key prefix 'logs/' will expire in '3' day(s) after creation",
      );
      await s3cmd('dellifecycle', 's3://box');
      await s3cmd('expire', '--expiry-days=5', '--expiry-prefix=tmp/', 's3://box');
      expect(await s3cmd('getlifecycle', 's3://box')).toContain('<Days>5</Days>');
      await s3cmd('dellifecycle', 's3://box');
      expect(await info()).toMatch(/Expiration Rule: +none\n/);
    });

    it('makes a website', async () => {
      await s3cmd('ws-create', '--ws-index=start.html', '--ws-error=gone.html', 's3://box');
      const website = await s3cmd('ws-info', 's3://box');
      expect(website).toMatch(/Index document: +start\.html\nError document: +gone\.html\n/);
      await s3cmd('ws-delete', 's3://box');
      const none = await tryProgram(program, ['ws-info', 's3://box'], options());
      expect(none.stdout + none.stderr).toContain('Unable to receive website configuration');
    });

    it('says where access logs go and who pays', async () => {
      await s3cmd('mb', 's3://logs');
      await s3cmd('accesslog', '--access-logging-target-prefix=s3://logs/box-', 's3://box');
      expect(await s3cmd('accesslog', 's3://box')).toMatch(/Target prefix: +s3:\/\/logs\/box-\n/);
      await s3cmd('accesslog', '--no-access-logging', 's3://box');
      expect(await s3cmd('accesslog', 's3://box')).toMatch(/Logging Enabled: +False\n/);
      await s3cmd('payer', '--requester-pays', 's3://box');
      expect(await info()).toMatch(/Payer: +Requester\n/);
    });

    it('sets notifications', async () => {
      const queue =
        '<QueueConfiguration><Id>queue</Id><Queue>arn:aws:sqs:us-east-1:000000000000:queue</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>';
      await write('notification.xml', `<NotificationConfiguration>${queue}</NotificationConfiguration>`);
      await s3cmd('setnotification', 'notification.xml', 's3://box');
      const told = async (): Promise<string> =>
        (await s3cmd('getnotification', 's3://box')).replaceAll(/\s+(?=<)/g, '');
      expect(await told()).toContain(queue);
      await s3cmd('delnotification', 's3://box');
      expect(await told()).not.toContain('Queue');
    });

    it('modifies metadata in place', async () => {
      await write('described', 'described');
      await s3cmd('put', '--mime-type=text/x-one', 'described', 's3://box/described');
      await s3cmd('modify', '--add-header=x-amz-meta-colour: red', 's3://box/described');
      expect(await info('s3://box/described')).toMatch(
        /MIME type: +text\/x-one\n[^]*x-amz-meta-colour: +red\n/,
      );
      const restored = await tryProgram(program, ['restore', 's3://box/described'], options());
      expect(restored.stderr).toContain('(InvalidObjectState)');
    });
  });
});
