import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient } from '../../src/admin/admin.client.js';
import { AppModule } from '../../src/app.module.js';
import { MemoryBackend } from '../../src/backend/memory/memory.backend.js';
import { AuditConfig } from '../../src/config/audit.config.js';
import { ConsoleConfig } from '../../src/config/console.config.js';
import { IamConfig } from '../../src/config/iam.config.js';
import { LifecycleConfig } from '../../src/config/lifecycle.config.js';
import { LoggingConfig } from '../../src/config/logging.config.js';
import { MetricsConfig } from '../../src/config/metrics.config.js';
import { SentryConfig } from '../../src/config/sentry.config.js';
import { ServerConfig } from '../../src/config/server.config.js';
import { TracingConfig } from '../../src/config/tracing.config.js';
import { WebsiteConfig } from '../../src/config/website.config.js';
import type { Account } from '../../src/iam/account.js';

const ALICE: Account = {
  access: 'alice',
  secret: 'alice-secret',
  role: 'user',
  userID: 1,
  groupID: 2,
  projectID: 3,
};
const code = (name: string): unknown => expect.objectContaining({ code: name });

describe('the administration API', () => {
  let directory: string;
  let application: NestExpressApplication;
  let endpoint: string;

  const clientOf = (access: string, secret: string): AdminClient =>
    new AdminClient({ endpoint, access, secret, region: 'us-east-1' });
  const root = (): AdminClient => clientOf('ROOT', 'root-secret');

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-admin-'));
    const iam = Object.assign(new IamConfig(), {
      rootAccess: 'ROOT',
      rootSecret: 'root-secret',
      dir: directory,
    });
    const settings = {
      server: new ServerConfig(),
      iam,
      tracing: new TracingConfig(),
      audit: new AuditConfig(),
      logging: new LoggingConfig(),
      website: new WebsiteConfig(),
      lifecycle: new LifecycleConfig(),
      sentry: new SentryConfig(),
      metrics: new MetricsConfig(),
      console: new ConsoleConfig(),
      backend: { kind: 'memory' } as const,
    };
    const module = AppModule.register(settings, { backend: new MemoryBackend(), tracing: undefined });
    application = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      logger: false,
    });
    await application.listen(0, '127.0.0.1');
    const { port } = application.getHttpServer().address() as AddressInfo;
    endpoint = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    await application.close();
    await rm(directory, { recursive: true });
  });

  it('creates, changes, lists and deletes accounts', async () => {
    await root().createUser(ALICE);
    await expect(root().createUser(ALICE)).rejects.toEqual(code('XAdminUserExists'));
    await root().updateUser('alice', { role: 'userplus', secret: 'new <secret>' });
    expect(await root().listUsers()).toEqual([{ ...ALICE, role: 'userplus', secret: 'new <secret>' }]);
    await root().deleteUser('alice');
    await expect(root().deleteUser('alice')).rejects.toEqual(code('XAdminUserNotFound'));
    expect(await root().listUsers()).toEqual([]);
  });

  it('knows a changed secret and a deleted account with the next request', async () => {
    await root().createUser({ ...ALICE, role: 'admin' });
    expect(await clientOf('alice', 'alice-secret').listUsers()).toHaveLength(1);
    await root().updateUser('alice', { secret: 'other' });
    await expect(clientOf('alice', 'alice-secret').listUsers()).rejects.toEqual(
      code('SignatureDoesNotMatch'),
    );
    expect(await clientOf('alice', 'other').listUsers()).toHaveLength(1);
    await root().deleteUser('alice');
    await expect(clientOf('alice', 'other').listUsers()).rejects.toEqual(code('InvalidAccessKeyId'));
  });

  it('refuses accounts that are not administrators', async () => {
    await root().createUser({ ...ALICE, role: 'userplus' });
    const alice = clientOf('alice', 'alice-secret');
    await expect(alice.listUsers()).rejects.toEqual(code('XAdminAccessDenied'));
    await expect(alice.createUser({ ...ALICE, access: 'eve' })).rejects.toEqual(code('XAdminAccessDenied'));
  });

  it('creates buckets for accounts, gives them away and lists their owners', async () => {
    await root().createUser(ALICE);
    await root().createBucket('first', 'alice');
    await root().createBucket('second', 'ROOT');
    await root().changeBucketOwner('first', 'ROOT');
    await root().changeBucketOwner('second', 'alice');
    expect(await root().listBuckets()).toEqual([
      { name: 'first', owner: 'ROOT' },
      { name: 'second', owner: 'alice' },
    ]);
    await expect(root().createBucket('third', 'nobody')).rejects.toEqual(code('XAdminUserNotFound'));
    await expect(root().changeBucketOwner('absent', 'alice')).rejects.toEqual(code('NoSuchBucket'));
  });
});
