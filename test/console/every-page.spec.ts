import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import type { ColorScheme, ViewOptions } from './support/console-browser.js';
import type { ConsolePage } from './support/console-page.js';
import { makeTraffic, uploadParts, useObjects } from './support/console-traffic.js';
import { describeConsole } from './support/describe-console.js';

const IMAGES = new URL('../../docs/images/', import.meta.url);
const ARE_IMAGES_WANTED = process.env['UPDATE_IMAGES'] !== undefined;

/** Seconds of traffic that a picture of the overview shows. */
const TIME_LINE = 80;

const PAGES = ['overview', 'search', 'trace', 'live', 'pipeline'] as const;
type PageName = (typeof PAGES)[number];

const SCHEMES: readonly ColorScheme[] = ['light', 'dark'];

describeConsole('every page', { prepare: ({ console }) => makeTraffic(console) }, (suite) => {
  let view: ConsolePage;

  const pathOf = (name: PageName): string => {
    if (name === 'trace') return `/trace/${suite.prepared.assembled}`;
    return name === 'overview' ? '/' : `/${name}`;
  };

  /** Opens a page and waits until all of it is there. */
  async function openSettled(name: PageName, options: ViewOptions = {}): Promise<ConsolePage> {
    const opened = await suite.open(pathOf(name), options);
    const { page } = opened;
    if (name === 'trace') await opened.rows.filter({ hasText: 'Posix.IO.CopyPart' }).nth(1).click();
    if (name === 'live') {
      await page.getByText('following').waitFor();
      await useObjects(suite.browser.console.gateway);
    }
    const last = {
      overview: page.locator('.uplot').nth(2),
      search: page.locator('tbody tr').first(),
      trace: page.locator('.attributes').first(),
      live: page.locator('tbody tr').nth(8),
      pipeline: page.getByText('--port', { exact: true }),
    };
    await last[name].waitFor();
    return opened;
  }

  describe.each(PAGES)('%s', (name) => {
    it.each(SCHEMES)('has no serious fault of accessibility in %s', async (colorScheme) => {
      view = await openSettled(name, { colorScheme });
      expect(await view.violations()).toEqual([]);
    });

    it('breaks no rule of its Content-Security-Policy, asks nobody else, and reports no error', async () => {
      view = await openSettled(name);
      expect({ errors: view.errors, foreign: view.foreign }).toEqual({ errors: [], foreign: [] });
    });

    it('does not move what is on it while it loads', async () => {
      view = await suite.open(pathOf(name));
      await view.page.locator('main .page:not(.loading)').waitFor();
      // Below 0.1 is good. Source: web.dev, "Cumulative Layout Shift".
      expect(await view.layoutShift()).toBeLessThan(0.02);
    });

    it.each([390, 1280, 1920])('fits a window that is %d pixels wide', async (width) => {
      view = await openSettled(name, { width, height: width === 390 ? 844 : 800 });
      const overflow = await view.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });

  it('says what to do where nothing was asked yet', async () => {
    view = await suite.open('/?from=1000&to=2000');
    await view.page.getByRole('heading', { name: 'No request in this time' }).waitFor();
    const { url } = suite.browser.console.gateway;
    await view.page.locator('.command', { hasText: url }).waitFor();
    expect(await view.page.locator('.command code').innerText()).toBe(`aws --endpoint-url ${url} s3 ls`);
  });

  it('says that there is no such page, and how to come to one', async () => {
    view = await suite.open('/nothing');
    await view.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await view.page.getByRole('link', { name: 'To the overview' }).click();
    await view.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(view.place).toBe('/');
  });

  it.each(SCHEMES)('tells somebody without token how to come in, in %s', async (colorScheme) => {
    view = await suite.open('/', { colorScheme });
    const { page } = view;
    await page.context().clearCookies();
    await page.goto(suite.browser.console.url);
    await page.getByRole('heading', { name: 'This console needs its token' }).waitFor();
    const colour = await page.evaluate(
      () => getComputedStyle(document.querySelector('main')!).backgroundColor,
    );
    expect(colour).toBe(colorScheme === 'dark' ? 'rgb(22, 26, 33)' : 'rgb(255, 255, 255)');
    expect(await view.violations()).toEqual([]);
    // The browser says on its console that an answer was a 401.
    expect(view.errors).toHaveLength(1);
  });

  it('begins at its top, for the eye and for the keyboard, when a link leads to it', async () => {
    view = await openSettled('overview', { width: 390, height: 500 });
    const { page } = view;
    await page.getByRole('link', { name: 'NoSuchKey' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
    expect(await page.evaluate(() => [window.scrollY, document.activeElement?.id])).toEqual([0, 'main']);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('changes its colours, and remembers that', async () => {
    view = await suite.open('/', { colorScheme: 'dark' });
    const { page } = view;
    const theme = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset['theme']);
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'Colours: system. Change to light.' }).click();
    expect(await theme()).toBe('light');
    await page.reload();
    await page.getByRole('button', { name: 'Colours: light. Change to dark.' }).waitFor();
    expect(await theme()).toBe('light');
  });

  if (ARE_IMAGES_WANTED) {
    describe('pictures', () => {
      takePictures();
    });
  }

  function takePictures(): void {
    const take = (name: string): Promise<unknown> =>
      view.page.screenshot({ path: new URL(`console-${name}.png`, IMAGES).pathname });

    it.each(PAGES)(
      'of %s',
      async (name) => {
        mkdirSync(IMAGES, { recursive: true });
        if (name === 'overview') await fillTimeLine();
        if (name === 'trace') await chooseUpload();
        view = await openSettled(name, { height: name === 'trace' ? 1_000 : 800 });
        if (name === 'trace') await view.rows.filter({ hasText: 'Posix.IO.AssembleParts' }).click();
        if (name === 'overview') {
          const now = Date.now();
          await view.goTo(`/?from=${now - TIME_LINE * 1_000}&to=${now}`);
          await view.page.locator('.uplot').nth(2).waitFor();
        }
        expect(await take(name)).toBeDefined();
        if (name !== 'trace') return;
        await view.page.emulateMedia({ colorScheme: 'dark' });
        expect(await take('trace-dark')).toBeDefined();
      },
      180_000,
    );
  }

  /** The one of several whose time is best accounted for: what else this machine does is no part of the picture. */
  async function chooseUpload(): Promise<void> {
    const { console } = suite.browser;
    let least = Infinity;
    for (let round = 0; round < 10; round += 1) {
      const id = await uploadParts(console.gateway, '/photos/2026/film.mp4');
      await console.eventually<TraceMatches>(`/api/traces?traceId=${id}`, ({ matched }) => matched === 1);
      const { untraced } = await console.json<TraceDetail>(`/api/traces/${id}`);
      if (untraced < least) suite.prepared = { ...suite.prepared, assembled: id };
      least = Math.min(least, untraced);
    }
  }

  async function fillTimeLine(): Promise<void> {
    for (let second = 0; second < TIME_LINE; second += 1) {
      const rounds = 1 + Math.round(2 + 2 * Math.sin(second / 9));
      for (let round = 0; round < rounds; round += 1) await useObjects(suite.browser.console.gateway);
      if (second % 7 === 0) await makeRefusals();
      await pause(700);
    }
  }

  async function makeRefusals(): Promise<void> {
    const { gateway } = suite.browser.console;
    await gateway.send('GET', '/photos/lost.jpg').expect(404);
    await gateway.send('GET', '/photos/2026/a.jpg', { as: { access: 'UNKNOWN', secret: 'x' } }).expect(403);
  }
});
