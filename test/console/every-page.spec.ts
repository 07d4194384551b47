import { mkdirSync } from 'node:fs';
import { describeWith } from '../support/programs.js';
import { ConsoleBrowser, type ColorScheme } from './support/console-browser.js';
import type { ConsolePage } from './support/console-page.js';
import { makeTraffic, type Traffic } from './support/console-traffic.js';

const IMAGES = new URL('../../docs/images/', import.meta.url);

/** Every page, and what of it there is to wait for. */
const PAGES = ['overview', 'search', 'trace', 'live', 'pipeline'] as const;
type PageName = (typeof PAGES)[number];

const SCHEMES: readonly ColorScheme[] = ['light', 'dark'];

describeWith('chromium', 'every page', (program) => {
  let browser: ConsoleBrowser;
  let traffic: Traffic;
  let view: ConsolePage;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start(program);
    traffic = await makeTraffic(browser.console);
  }, 60_000);

  afterAll(() => browser.stop());
  afterEach(() => view.close());

  const pathOf = (name: PageName): string =>
    ({
      overview: '/',
      search: '/search',
      trace: `/trace/${traffic.missing.traceId}`,
      live: '/live',
      pipeline: '/pipeline',
    })[name];

  async function openSettled(
    name: PageName,
    options: Parameters<ConsoleBrowser['open']>[1],
  ): Promise<ConsolePage> {
    const opened = await browser.open(pathOf(name), options);
    if (name === 'trace') await opened.rows.nth(1).click();
    if (name === 'live') {
      await opened.page.getByText('following').waitFor();
      await browser.console.gateway.send('HEAD', '/photos').expect(200);
    }
    if (name === 'pipeline') await opened.page.getByText('--port', { exact: true }).waitFor();
    else if (name !== 'overview') await opened.page.locator('tbody tr').first().waitFor();
    else await opened.page.locator('.uplot').nth(2).waitFor();
    return opened;
  }

  describe.each(PAGES)('%s', (name) => {
    it.each(SCHEMES)('has no serious fault of accessibility in %s', async (colorScheme) => {
      view = await openSettled(name, { colorScheme });
      expect(await view.violations()).toEqual([]);
    });

    it('breaks no rule of its Content-Security-Policy, asks nobody else, and reports no error', async () => {
      view = await openSettled(name, {});
      expect({ errors: view.errors, foreign: view.foreign }).toEqual({ errors: [], foreign: [] });
    });

    it('does not move what is on it', async () => {
      view = await browser.open(pathOf(name));
      await view.page.waitForLoadState('networkidle').catch(() => undefined);
      // Below 0.1 is good. Source: web.dev, "Cumulative Layout Shift".
      expect(await view.layoutShift()).toBeLessThan(0.02);
    });

    it.each([390, 1280, 1920])('fits a window that is %d pixels wide', async (width) => {
      view = await openSettled(name, { width, height: width === 390 ? 844 : 800 });
      const overflow = await view.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (process.env['UPDATE_IMAGES'] && width === 1280) await takeImage(name);
    });
  });

  /** For the documentation. */
  async function takeImage(name: PageName): Promise<void> {
    mkdirSync(IMAGES, { recursive: true });
    const take = (file: string): Promise<unknown> =>
      view.page.screenshot({ path: new URL(`console-${file}.png`, IMAGES).pathname });
    await take(name);
    if (name !== 'trace') return;
    await view.page.emulateMedia({ colorScheme: 'dark' });
    await take('trace-dark');
  }
});
