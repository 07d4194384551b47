import { makeTraffic } from './support/console-traffic.js';
import { describeConsole } from './support/describe-console.js';

describeConsole('the field for TraceQL', { prepare: ({ console }) => makeTraffic(console) }, (suite) => {
  it('offers names, operators and values, which are taken by keys alone', async () => {
    const view = await suite.open('/search');
    const { page } = view;
    const field = page.getByRole('combobox', { name: 'TraceQL' });
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    const takeFirst = async (): Promise<void> => {
      await field.press('ArrowDown');
      expect(await field.getAttribute('aria-activedescendant')).toBe(
        await options.first().getAttribute('id'),
      );
      expect(await options.first().getAttribute('aria-selected')).toBe('true');
      await field.press('Enter');
    };
    await page.keyboard.press('/');
    expect(await field.getAttribute('aria-expanded')).toBe('false');

    await field.pressSequentially('s3.oper');
    await options.getByText('span.s3.operation', { exact: true }).waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    await takeFirst();
    expect(await field.inputValue()).toBe('span.s3.operation ');

    expect(await options.first().innerText()).toBe('=');
    await takeFirst();
    await field.pressSequentially('"Head');
    await options.getByText('HeadObject', { exact: true }).waitFor();
    expect(await view.violations()).toEqual([]);
    await takeFirst();
    expect(await field.inputValue()).toBe('span.s3.operation = "HeadObject" ');
    expect(await options.count()).toBe(0);

    await field.press('Enter');
    await page
      .getByRole('status')
      .getByText(/^1 trace;/)
      .waitFor();
    expect(view.errors).toEqual([]);
  });

  it('takes nothing that was not gone to: Enter searches, Escape closes the list', async () => {
    const { page } = await suite.open('/search');
    const field = page.getByRole('combobox', { name: 'TraceQL' });
    const list = page.getByRole('listbox', { name: 'Suggestions' });
    await field.pressSequentially('{ status = error && na');
    await list.waitFor();
    await field.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await field.press('ArrowDown');
    await list.waitFor();
    await field.pressSequentially('me = "S3.HeadObject" }');
    await field.press('Enter');
    await page.getByRole('heading', { name: 'No trace matches' }).waitFor();
    expect(await field.inputValue()).toBe('{ status = error && name = "S3.HeadObject" }');
  });

  it('takes what is clicked', async () => {
    const { page } = await suite.open('/search');
    const field = page.getByRole('combobox', { name: 'TraceQL' });
    await field.pressSequentially('{ sta');
    await page.getByRole('option', { name: 'status', exact: true }).click();
    expect(await field.inputValue()).toBe('{ status ');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
