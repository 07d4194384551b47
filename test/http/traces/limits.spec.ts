import { Logger } from '@nestjs/common';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TracingConfig } from '../../../src/config/tracing.config.js';
import { RequestSpan } from '../../../src/tracing/request-span.js';
import { startTracing } from '../../../src/tracing/sdk.js';
import { traced } from '../../../src/tracing/span.js';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import { root, TracedGateway } from './traced-gateway.js';

const MEGABYTE = 1024 * 1024;

/** A file system of four megabytes; `undefined` where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'glassgate-small-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]).status === 0) return directory;
  rmSync(directory, { recursive: true });
  return undefined;
}

function unmount(directory: string): void {
  spawnSync('umount', ['-l', directory]);
  rmSync(directory, { recursive: true });
}

const disk = mountSmallDisk();
const describeOnDisk = disk === undefined ? describe.skip : describe;

describeOnDisk(disk === undefined ? 'a full disk (mount not found)' : 'a full disk', () => {
  let gateway: TracedGateway;

  beforeAll(async () => {
    for (const name of ['root', 'records']) mkdirSync(join(disk ?? '', name));
    gateway = await TracedGateway.start('http', {
      posix: { root: join(disk ?? '', 'root'), metadata: 'sidecar', sidecar: join(disk ?? '', 'records') },
    });
    await gateway.ok('PUT', '/photos');
    // The fault is ours, and said so in the log.
    Logger.overrideLogger(false);
  });

  afterAll(async () => {
    await gateway.stop();
    Logger.overrideLogger(['error', 'warn']);
    unmount(disk ?? '');
  });

  it.each([4.5, 20])('is told by the span that wrote, for an object of %d megabytes', async (megabytes) => {
    const body = Buffer.alloc(megabytes * MEGABYTE);
    const { response, spans } = await gateway.send('PUT', '/photos/large', { body });
    expect(String(response.body)).toContain('<Code>InsufficientStorage</Code>');
    expect(root(spans)).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'InsufficientStorage', 'http.response.status_code': 507 },
    });
    const told = spans.filter(({ events }) => events.length > 0);
    expect(told).toMatchObject([
      {
        name: 'Posix.IO.WriteData',
        events: [{ name: 'exception', attributes: { 'exception.type': 'ENOSPC' } }],
      },
    ]);
  });
});

describe('an upload of ten thousand parts', () => {
  it('keeps the event of every part', async () => {
    const receiver = await OtlpReceiver.start('grpc');
    const config = Object.assign(new TracingConfig(), { enabled: true, endpoint: receiver.endpoint });
    const tracing = await startTracing(config, () => undefined);
    const request = RequestSpan.start('S3.CompleteMultipartUpload', {}, () => ({}));
    await request?.run(() =>
      traced('Posix.IO.AssembleParts', {}, async (span) => {
        for (let part = 1; part <= 10_000; part += 1) span.addEvent('part_assembled', { current_part: part });
      }),
    );
    request?.end(200, true, () => ({}));
    await tracing.shutdown(10_000);
    await receiver.stop();
    const events = receiver.spans.find(({ name }) => name === 'Posix.IO.AssembleParts')?.events ?? [];
    expect(events.map(({ attributes }) => attributes['current_part'])).toEqual(
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
  });
});
