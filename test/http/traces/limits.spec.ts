import { Logger } from '@nestjs/common';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TracingConfig } from '../../../src/config/tracing.config.js';
import { startTracing } from '../../../src/tracing/start-tracing.js';
import { traced } from '../../../src/tracing/span.js';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { startRequest } from '../../support/plain-request.js';
import { describeWithMount, SmallFileSystem } from '../../support/small-file-system.js';
import { root, TracedGateway } from './traced-gateway.js';

const MEGABYTE = 1024 * 1024;

describeWithMount('a small file system', () => {
  let disk: SmallFileSystem;
  let gateway: TracedGateway;

  beforeAll(async () => {
    disk = SmallFileSystem.mount('size=4m');
    for (const name of ['root', 'records']) mkdirSync(join(disk.path, name));
    gateway = await TracedGateway.start('http', {
      posix: { root: join(disk.path, 'root'), metadata: 'sidecar', sidecar: join(disk.path, 'records') },
    });
    await gateway.ok('PUT', '/photos');
    // The fault is ours, and said so in the log.
    Logger.overrideLogger(false);
  });

  afterAll(async () => {
    await gateway.stop();
    Logger.overrideLogger(['error', 'warn']);
    disk.unmount();
  });

  it.each([4.5, 20])(
    'that is full is told by the span that wrote, for an object of %d megabytes',
    async (megabytes) => {
      const body = Buffer.alloc(megabytes * MEGABYTE);
      const { response, spans } = await gateway.send('PUT', '/photos/large', { body });
      expect(String(response.body)).toContain('<Code>InsufficientStorage</Code>');
      expectReason(spans, {
        code: 'InsufficientStorage',
        status: 507,
        span: 'Posix.IO.WriteData',
        type: 'ENOSPC',
      });
    },
  );

  it('that may only be read is told by the span that wanted to write', async () => {
    disk.remount('ro');
    const { response, spans } = await gateway.send('PUT', '/photos/small', { body: 'bytes' });
    disk.remount('rw');
    expect(String(response.body)).toContain('<Code>MethodNotAllowed</Code>');
    expectReason(spans, {
      code: 'MethodNotAllowed',
      status: 405,
      span: 'Posix.IO.OpenTmpFile',
      type: 'EROFS',
    });
  });
});

interface Reason {
  readonly code: string;
  readonly status: number;
  readonly span: string;
  readonly type: string;
}

/** The request failed, and one span has the exception. */
function expectReason(spans: readonly ReceivedSpan[], { code, status, span, type }: Reason): void {
  expect(root(spans)).toMatchObject({
    status: { code: 'ERROR' },
    attributes: { 'error.type': code, 'http.response.status_code': status },
  });
  expect(spans.filter(({ events }) => events.length > 0)).toMatchObject([
    { name: span, events: [{ name: 'exception', attributes: { 'exception.type': type } }] },
  ]);
}

describe('an upload of ten thousand parts', () => {
  it('keeps the event of every part', async () => {
    const receiver = await OtlpReceiver.start('grpc');
    const config = Object.assign(new TracingConfig(), { enabled: true, endpoint: receiver.endpoint });
    const tracing = await startTracing(config, () => undefined);
    const request = startRequest('S3.CompleteMultipartUpload');
    await request.run(() =>
      traced('Posix.IO.AssembleParts', {}, async (span) => {
        for (let part = 1; part <= 10_000; part += 1) span.addEvent('part_assembled', { current_part: part });
      }),
    );
    request.end(200, true);
    await tracing.shutdown(10_000);
    await receiver.stop();
    const events = receiver.spans.find(({ name }) => name === 'Posix.IO.AssembleParts')?.events ?? [];
    expect(events.map(({ attributes }) => attributes['current_part'])).toEqual(
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
  });
});
