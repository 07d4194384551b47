import type { ConsoleBrowser } from './support/console-browser.js';
import type { ConsolePage } from './support/console-page.js';
import { describeConsole } from './support/describe-console.js';

const prepare = async ({ console }: ConsoleBrowser): Promise<void> => {
  await console.gateway.send('PUT', '/tail').expect(200);
};

describeConsole('the live tail', { prepare }, (suite) => {
  let view: ConsolePage;

  const put = (key: string): Promise<unknown> =>
    suite.browser.console.gateway.send('PUT', `/tail/${key}`, { body: 'text' }).expect(200);
  const row = (key: string) => view.page.locator('tbody tr', { hasText: `tail/${key}` });
  const following = () => view.page.getByRole('status').getByText('following').waitFor();

  it('shows requests as they end, the newest on top', async () => {
    view = await suite.open('/live');
    await following();
    await put('one');
    await row('one').waitFor();
    await put('two');
    await row('two').waitFor();
    expect(await view.page.locator('tbody tr').first().innerText()).toContain('tail/two');
  });

  it('holds still while it is paused, and then shows what it has missed', async () => {
    view = await suite.open('/live');
    const { page } = view;
    await following();
    await page.getByRole('button', { name: 'Pause' }).click();
    await put('waiting');
    await page.getByRole('button', { name: 'Resume (1 new)' }).waitFor();
    expect(await row('waiting').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await row('waiting').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.locator('tbody tr').count()).toBe(0);
  });

  it('follows only what its filters let through', async () => {
    view = await suite.open('/live');
    const { page } = view;
    await following();
    await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('4xx');
    await page.waitForURL(/status=4xx/);
    await following();
    await put('fine');
    await suite.browser.console.gateway.send('GET', '/tail/nothing').expect(404);
    await row('nothing').waitFor();
    expect(await row('fine').count()).toBe(0);
  });
});
