import { readFile } from 'node:fs/promises';
import type { ConsolePage } from './support/console-page.js';
import { makeTraffic } from './support/console-traffic.js';
import { describeConsole } from './support/describe-console.js';

const PRODUCER = { traceId: 'aa'.repeat(16), spanId: 'a1'.repeat(8), name: 'event.publish photos' };
const CONSUMER = { traceId: 'bb'.repeat(16), spanId: 'b1'.repeat(8), name: 'event.receive photos' };

const ALONE = { traceId: 'dd'.repeat(16), spanId: 'd1'.repeat(8), name: 'S3.GetObject' };

const DROPPED = { traceId: 'cc'.repeat(16), spanId: 'c1'.repeat(8), name: 'dropped' };

/** OTLP JSON of one span. */
const resourceSpans = (span: typeof PRODUCER, more: object): object => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: 'events' } }] },
  scopeSpans: [
    {
      scope: { name: 'test' },
      spans: [
        {
          ...span,
          kind: 4,
          startTimeUnixNano: '1700000000000000000',
          endTimeUnixNano: '1700000000005000000',
          ...more,
        },
      ],
    },
  ],
});

describeConsole('the page of a trace', { prepare: ({ console }) => makeTraffic(console) }, (suite) => {
  let view: ConsolePage;

  beforeEach(async () => {
    view = await suite.open(`/trace/${suite.prepared.missing.traceId}`);
  });

  it('is used by the keyboard alone', async () => {
    const { page } = view;
    for (let tab = 0; tab < 40; tab += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'treegrid')) break;
    }
    const current = async (): Promise<string> => page.locator('.row.current .span-name').innerText();
    expect(await current()).toBe('S3.GetObject');
    const all = await view.rows.count();

    await page.keyboard.press('ArrowLeft');
    expect(await view.rows.count()).toBe(1);
    expect(await view.rows.first().getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    expect(await view.rows.count()).toBe(all);

    await page.keyboard.press('End');
    const last = await page.locator('.waterfall').getAttribute('aria-activedescendant');
    expect(last).toBe(await page.locator('.row.current').getAttribute('id'));
    await page.keyboard.press('Home');
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').waitFor();
    expect(view.place).toMatch(/\?span=[0-9a-f]{16}$/);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });

    await page.keyboard.press('/');
    await page.keyboard.type('Posix');
    await page.waitForURL(/q=Posix/);
    const names = await view.spanNames();
    expect(names[0]).toBe('S3.GetObject');
    expect(names.some((name) => name.startsWith('Posix.'))).toBe(true);
    expect(names.some((name) => name.startsWith('untraced'))).toBe(false);
    expect(names).not.toContain('Acl.Parse');
  });

  it('tells its keys', async () => {
    await view.page.keyboard.press('?');
    expect(await view.page.getByRole('dialog').innerText()).toContain('Next and previous error');
    await view.page.keyboard.press('Escape');
    await view.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('opens at the span of a link', async () => {
    const { page } = view;
    await view.rows.nth(2).click();
    const name = await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText();
    await page.reload();
    expect(await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText()).toBe(name);
    expect(await page.locator('.breadcrumb li').first().innerText()).toBe('S3.GetObject');
    expect(await page.locator('.row.current .span-name').innerText()).toBe(name);
  });

  it('lets the details follow the cursor', async () => {
    const { page } = view;
    await view.rows.filter({ hasText: 'Auth.V4Signature' }).first().click();
    const title = page.getByRole('complementary').getByRole('heading', { level: 2 });
    expect(await title.innerText()).toBe('Auth.V4Signature');
    await page.locator('.waterfall').press('n');
    await page.getByRole('complementary', { name: 'Backend.GetObject' }).waitFor();
    await page.locator('.waterfall').press('Home');
    await page.getByRole('complementary', { name: 'S3.GetObject' }).waitFor();
    expect(await title.innerText()).toBe('S3.GetObject');
  });

  it('leaves the cursor where it was moved at once', async () => {
    const { page } = view;
    await view.goTo('/pipeline');
    const name = await page.evaluate(
      async (href) => {
        const link = document.body.appendChild(Object.assign(document.createElement('a'), { href }));
        const pressed = new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const button = [...document.querySelectorAll('button')].find(
              ({ textContent }) => textContent === 'Next error',
            );
            if (!button) return;
            observer.disconnect();
            button.click();
            resolve();
          });
          observer.observe(document.getElementById('main')!, { childList: true, subtree: true });
        });
        link.click();
        await pressed;
        for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
        link.remove();
        return document.querySelector('.row.current .span-name')?.textContent;
      },
      `/trace/${suite.prepared.missing.traceId}?q=${encodeURIComponent('kind = server')}`,
    );
    expect(name).toBe('Backend.GetObject');
  });

  it('shows a subtree alone, and the critical path', async () => {
    const { page } = view;
    const all = await view.rows.count();
    await page.getByLabel('Critical path').check();
    await page.locator('.critical').first().waitFor();
    await view.rows.filter({ hasText: 'Auth.V4Signature' }).first().click();
    await page.getByRole('button', { name: 'Show only this subtree' }).click();
    expect((await view.spanNames())[0]).toBe('Auth.V4Signature');
    expect(await view.rows.count()).toBeLessThan(all);
    await page.getByRole('button', { name: 'Whole trace' }).click();
    expect(await view.rows.count()).toBe(all);
  });

  it('zooms to what is dragged over in the minimap', async () => {
    const { page } = view;
    const ticks = async (): Promise<string[]> => page.locator('.tick').allInnerTexts();
    const before = await ticks();
    const box = (await page.locator('.minimap').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    expect(await ticks()).not.toEqual(before);
    await page.getByRole('button', { name: 'Reset zoom' }).click();
    expect(await ticks()).toEqual(before);
  });

  it('has its statistics by name', async () => {
    const { page } = view;
    await page.getByRole('tab', { name: 'Statistics' }).click();
    const row = page.locator('tbody tr', { hasText: 'S3.GetObject' });
    expect(await row.locator('td').nth(1).innerText()).toBe('1');
    await page.reload();
    await row.waitFor();
  });

  it.each(['Jaeger JSON', 'OTLP JSON'])(
    'is downloaded as %s, and comes back from that file',
    async (format) => {
      const { page } = view;
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: format }).click(),
      ]);
      const file = await readFile(await download.path(), 'utf8');
      // As if another gateway had it: a trace of its own.
      const id = 'feed'.repeat(8);
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Import a trace' }).click(),
      ]);
      const buffer = Buffer.from(file.replaceAll(suite.prepared.missing.traceId, id));
      await chooser.setFiles({ name: 'trace.json', mimeType: 'application/json', buffer });
      await page.waitForURL(`**/trace/${id}`);
      await page.locator('.messages p', { hasText: 'Imported one trace' }).waitFor();
      await view.rows.filter({ hasText: 'S3.GetObject' }).first().waitFor();
      expect(await page.getByText('orphan').count()).toBe(0);
    },
  );

  it('is taken from a file that is dropped on the page', async () => {
    const { page } = view;
    const file = JSON.stringify({ resourceSpans: [resourceSpans(DROPPED, {})] });
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
      window.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, cancelable: true }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    }, file);
    await page.waitForURL(`**/trace/${DROPPED.traceId}`);
    expect(await page.locator('.messages').innerText()).toBe('Imported one trace of dropped.json.');
  });

  it('leads along links to another trace, and back', async () => {
    const { page } = view;
    const links = [{ traceId: PRODUCER.traceId, spanId: PRODUCER.spanId }];
    const body = { resourceSpans: [resourceSpans(PRODUCER, {}), resourceSpans(CONSUMER, { links })] };
    await suite.browser.console.ask('POST', '/v1/traces').send(body).expect(200);
    await view.goTo(`/trace/${CONSUMER.traceId}?span=${CONSUMER.spanId}`);
    await page.getByRole('complementary').getByRole('link').click();
    await page.getByRole('complementary', { name: PRODUCER.name }).waitFor();
    expect(view.place).toBe(`/trace/${PRODUCER.traceId}?span=${PRODUCER.spanId}`);
    expect(await page.getByRole('complementary').innerText()).toContain('Linked from');
    await page.getByRole('complementary').getByRole('link').click();
    await page.getByRole('complementary', { name: CONSUMER.name }).waitFor();
    await page.goBack();
    await page.getByRole('complementary', { name: PRODUCER.name }).waitFor();
  });

  it('says what is wrong with a file that is no trace', async () => {
    const { page } = view;
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import a trace' }).click(),
    ]);
    await chooser.setFiles({
      name: 'notes.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"a":1}'),
    });
    await page.locator('.messages p', { hasText: 'notes.json' }).waitFor();
    expect(view.place).toBe(`/trace/${suite.prepared.missing.traceId}`);
  });

  it('says so where only the request itself was noted', async () => {
    const { page } = view;
    const attributes = [{ key: 'glassgate.request_only', value: { boolValue: true } }];
    const body = { resourceSpans: [resourceSpans(ALONE, { attributes })] };
    await suite.browser.console.ask('POST', '/v1/traces').send(body).expect(200);
    expect(await page.getByRole('note').count()).toBe(0);
    await view.goTo(`/trace/${ALONE.traceId}`);
    expect(await page.getByRole('note').innerText()).toContain('--console-traces-per-second');
  });
});
