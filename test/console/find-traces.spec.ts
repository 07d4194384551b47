import { makeTraffic } from './support/console-traffic.js';
import { describeConsole } from './support/describe-console.js';

describeConsole('finding traces', { prepare: ({ console }) => makeTraffic(console) }, (suite) => {
  it('goes from the status of a failed request to the exception of the span that failed', async () => {
    const view = await suite.open('/search');
    const { page } = view;
    await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('404');
    await page.getByRole('button', { name: 'Search' }).click();
    await page
      .getByRole('status')
      .getByText(/^1 trace;/)
      .waitFor();
    await page.getByRole('region', { name: 'Traces' }).getByRole('link', { name: 'GetObject' }).click();

    await page.getByRole('heading', { level: 1, name: 'GetObject' }).waitFor();
    expect(await page.locator('.trace-header').innerText()).toContain('NoSuchKey');
    // The search is carried along: what it was about is marked.
    expect(await page.locator('.row.match').count()).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Next error' }).click();
    await page.locator('.waterfall').press('Enter');
    const panel = page.getByRole('complementary');
    const exception = panel.locator('.span-event.exception');
    await exception.waitFor();
    expect(await exception.first().innerText()).toMatch(/NoSuchKey|ENOENT/);
    expect(await panel.locator('.attributes').first().innerText()).toContain('photos');
  });

  it('keeps what is chosen while an answer is on its way', async () => {
    const { page } = await suite.open('/');
    const answered = Promise.withResolvers<void>();
    await page.route('**/api/traces?*', async (route) => {
      await answered.promise;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    const status = page.getByRole('combobox', { name: 'Status', exact: true });
    await status.selectOption('404');
    await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('1h');
    answered.resolve();
    await page.locator('tbody tr').first().waitFor();
    expect(await status.inputValue()).toBe('404');
    expect(await page.getByRole('combobox', { name: 'Time', exact: true }).inputValue()).toBe('1h');
  });

  it('opens a trace by the id in X-Trace-ID', async () => {
    const view = await suite.open('/');
    await view.page.getByLabel('Trace id or request id').fill(suite.prepared.missing.traceId);
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('heading', { level: 1, name: 'GetObject' }).waitFor();
    expect(view.place).toBe(`/trace/${suite.prepared.missing.traceId}`);
  });

  it('opens a trace by the x-amz-request-id, and goes to the place of the trace', async () => {
    const view = await suite.open(`/trace/${suite.prepared.missing.requestId}`);
    await view.page.waitForURL(`**/trace/${suite.prepared.missing.traceId}`);
    expect(await view.page.locator('.facts').innerText()).toContain(suite.prepared.missing.requestId);
  });

  it('says that an unknown trace is not there', async () => {
    const view = await suite.open(`/trace/${'0'.repeat(32)}`);
    expect(await view.page.getByRole('main').innerText()).toContain('This trace is not in the store');
    // The browser says on its console that an answer was a 404.
    expect(view.errors).toHaveLength(1);
  });

  it('searches by TraceQL, and marks the place of an error in it', async () => {
    const view = await suite.open('/search');
    const { page } = view;
    const box = page.getByLabel('TraceQL');
    await box.fill('{ span.s3.operation = "HeadObject" }');
    await box.press('Enter');
    await page
      .getByRole('status')
      .getByText(/^1 trace;/)
      .waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);

    await box.fill('{ span.s3.operation = = }');
    await box.press('Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.locator('mark').innerText()).toBe('=');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    // The browser says on its console that an answer was a 400.
    expect(view.errors.splice(0)).toHaveLength(1);
  });

  it('sorts what it finds, and holds the order and the search in the URL', async () => {
    const view = await suite.open('/search?status=2xx');
    const { page } = view;
    await page.getByRole('button', { name: 'Duration' }).click();
    await page.waitForURL(/sort=duration/);
    await page.locator('[aria-sort=descending]', { hasText: 'Duration' }).waitFor();
    expect(view.place).toBe('/search?status=2xx&sort=duration');
    await page.reload();
    await page.locator('tbody tr').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Status', exact: true }).inputValue()).toBe('2xx');
    const statuses = await page.locator('tbody .badge').allInnerTexts();
    expect(statuses.length).toBeGreaterThan(5);
    expect(statuses.every((status) => /^2\d\d$/.test(status))).toBe(true);
  });

  it('leads from the overview to the requests of an operation', async () => {
    const view = await suite.open('/');
    await view.page
      .getByRole('region', { name: 'Operations' })
      .getByRole('link', { name: 'PutObject' })
      .click();
    await view.page
      .getByRole('status')
      .getByText(/^3 traces/)
      .waitFor();
    expect(view.place).toBe('/search?operation=PutObject');
  });

  it('narrows the overview to some requests, and carries that along', async () => {
    const view = await suite.open('/');
    const { page } = view;
    const tile = page.locator('.tile', { hasText: 'Requests' });
    const all = Number(await tile.locator('.tile-value').innerText());
    await page.getByRole('combobox', { name: 'Operation' }).fill('PutObject');
    await page.keyboard.press('Enter');
    await page.getByRole('note').waitFor();
    expect(Number(await tile.locator('.tile-value').innerText())).toBe(3);
    expect(all).toBeGreaterThan(3);
    expect(view.place).toBe('/?operation=PutObject');
    await page.getByRole('navigation', { name: 'Time' }).getByRole('link', { name: '1 h' }).click();
    await page.waitForURL(/range=1h/);
    expect(view.place).toBe('/?range=1h&operation=PutObject');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('note').waitFor({ state: 'detached' });
    expect(view.place).toBe('/?range=1h');
  });
});
