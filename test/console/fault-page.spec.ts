import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { damage } from '../support/damage.js';
import { SentrySink } from '../support/sentry-sink.js';
import type { ConsoleBrowser } from './support/console-browser.js';
import { describeConsole } from './support/describe-console.js';

/** A read that meets a record it cannot read, of a gateway that reports to Sentry. */
describe('a fault of the gateway', () => {
  let sidecar: string;
  let sink: SentrySink;

  beforeAll(async () => {
    [sidecar, sink] = [await mkdtemp(join(tmpdir(), 'glassgate-sidecar-')), await SentrySink.start()];
  });

  afterAll(async () => {
    await Promise.all([sink.stop(), rm(sidecar, { recursive: true })]);
  });

  const gateway = () =>
    Promise.resolve({
      posix: { metadata: 'sidecar', sidecar },
      sentry: { enabled: true, dsn: sink.dsn },
    } as const);

  /** Its trace. */
  async function prepare({ console }: ConsoleBrowser): Promise<string> {
    const { gateway: subject } = console;
    await subject.send('PUT', '/photos').expect(200);
    await subject.send('PUT', '/photos/damaged', { body: 'hello' }).expect(200);
    await damage(sidecar, 'damaged', 'no record');
    const { headers } = await subject.send('GET', '/photos/damaged').expect(500);
    await console.eventually<TraceMatches>('/api/traces?status=5xx', ({ matched }) => matched === 1);
    return String(headers['x-trace-id']);
  }

  describeConsole('in the console', { prepare, gateway }, (suite) => {
    it('is found by its status, and leads to the span that it was thrown in, with its stack', async () => {
      const view = await suite.open('/search?status=5xx');
      const { page } = view;
      await page.getByRole('region', { name: 'Traces' }).getByRole('link', { name: 'GetObject' }).click();
      await page.getByRole('heading', { level: 1, name: 'GetObject' }).waitFor();
      expect(await page.locator('.trace-title .badge.error').innerText()).toBe('500');
      await page.getByRole('button', { name: 'InternalError' }).click();
      const exception = page.getByRole('complementary').locator('.span-event.exception');
      expect(await exception.locator('strong').innerText()).toBe('DamagedRecordError');
      expect(await exception.innerText()).toContain('a metadata record is not JSON');
      expect(await exception.getByLabel('Stack').innerText()).toMatch(/\n\s+at /);
      expect(await view.violations()).toEqual([]);
    });

    it('has its log lines, in the trace and with the span that logged them', async () => {
      const { page } = await suite.open(`/trace/${suite.prepared}?tab=logs`);
      const line = page.locator('tbody tr', { has: page.locator('.level.error') });
      expect(await line.innerText()).toContain('a metadata record is not JSON');
      await line.getByRole('button', { name: 'S3.GetObject' }).click();
      const panel = page.getByRole('complementary', { name: 'Span S3.GetObject' });
      expect(await panel.locator('.span-logs').innerText()).toContain('a metadata record is not JSON');
    });

    it('names the event that Sentry has of it, in its head and among the attributes of the span', async () => {
      const event = await sink.find(({ transaction }) => transaction === 'S3.GetObject');
      const { page } = await suite.open(`/trace/${suite.prepared}`);
      expect(await page.locator('.trace-header').innerText()).toContain(event.event_id);
      await page.locator('.waterfall [role=row]', { hasText: 'S3.GetObject' }).first().click();
      const row = page.getByRole('complementary').getByRole('row', { name: 'sentry.event_id' });
      expect(await row.innerText()).toContain(event.event_id);
    });
  });
});
