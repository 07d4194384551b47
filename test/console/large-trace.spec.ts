import type { ConsoleBrowser } from './support/console-browser.js';
import type { ConsolePage } from './support/console-page.js';
import { describeConsole } from './support/describe-console.js';

const TRACE_ID = 'b16'.padEnd(32, '0');
const SPANS = 10_000;

/** Milliseconds that a machine under load may take; a good one takes a tenth. */
const OPENS_WITHIN = 3_000;

const nanos = (milliseconds: number): string => `${BigInt(Math.round(milliseconds * 1_000)) * 1_000n}`;

/** A span with parts, each of them with nine reads, in OTLP JSON. */
function spansFrom(start: number): object[] {
  const span = (
    index: number,
    parent: number | undefined,
    [from, to]: readonly [number, number],
  ): object => ({
    traceId: TRACE_ID,
    spanId: (index + 1).toString(16).padStart(16, '0'),
    parentSpanId: parent === undefined ? '' : (parent + 1).toString(16).padStart(16, '0'),
    name:
      parent === undefined
        ? 'Backend.CompleteMultipartUpload'
        : parent === 0
          ? 'Posix.IO.CopyPart'
          : 'Posix.IO.ReadData',
    kind: 1,
    startTimeUnixNano: nanos(start + from),
    endTimeUnixNano: nanos(start + to),
    attributes: [{ key: 'posix.part_number', value: { intValue: String(index) } }],
    status: index === SPANS - 1 ? { code: 2, message: 'the last one failed' } : {},
  });
  return Array.from({ length: SPANS }, (_none, index) => {
    if (index === 0) return span(index, undefined, [0, SPANS]);
    const part = Math.floor((index - 1) / 10);
    const place = (index - 1) % 10;
    return place === 0
      ? span(index, 0, [part * 10, part * 10 + 9.8])
      : span(index, 1 + part * 10, [part * 10 + place - 1, part * 10 + place]);
  });
}

/** A page that is open for all tests, with the trace in the store. */
async function openSearch(browser: ConsoleBrowser): Promise<ConsolePage> {
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'copier' } }] },
        scopeSpans: [{ scope: { name: 'test' }, spans: spansFrom(Date.now() - SPANS) }],
      },
    ],
  };
  await browser.console.ask('POST', '/v1/traces').send(body).expect(200);
  return browser.open('/search');
}

describeConsole('a trace of 10,000 spans', { prepare: openSearch }, (suite) => {
  it('opens in time, with few of its rows in the document', async () => {
    const { page } = suite.prepared;
    const took = await page.evaluate(async (id) => {
      const link = document.createElement('a');
      link.href = `/trace/${id}`;
      document.body.append(link);
      const start = performance.now();
      link.click();
      while (!document.querySelector('.waterfall [role=row]')) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const time = performance.now() - start;
      link.remove();
      return time;
    }, TRACE_ID);
    process.stdout.write(`10,000 spans were opened in ${Math.round(took)} ms\n`);
    expect(took).toBeLessThan(OPENS_WITHIN);
    expect(Number(await page.locator('.waterfall').getAttribute('aria-rowcount'))).toBeGreaterThanOrEqual(
      SPANS,
    );
    expect(await suite.prepared.rows.count()).toBeLessThan(120);
  });

  it('scrolls without long pauses', async () => {
    const { page } = suite.prepared;
    const frames = await page.evaluate(async () => {
      const box = document.querySelector('.waterfall')!;
      const times: number[] = [];
      let last = performance.now();
      for (let step = 0; step < 60; step += 1) {
        box.scrollTop = (box.scrollHeight * step) / 60;
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - last);
        last = performance.now();
      }
      return times.toSorted((a, b) => a - b);
    });
    process.stdout.write(
      `of 60 frames the median took ${Math.round(frames[30]!)} ms, the longest ${Math.round(frames[59]!)} ms\n`,
    );
    expect(frames[30]).toBeLessThan(200);
  });

  it('goes to the one error among them, and finds it by its words', async () => {
    const { page } = suite.prepared;
    await page.getByRole('button', { name: 'Next error' }).click();
    await page.locator('.row.current .error-mark').waitFor();
    await page.getByLabel('Filter spans').fill('the last one failed');
    await page.getByText(`1 of ${SPANS.toLocaleString('en')}`).waitFor();
    expect(await suite.prepared.spanNames()).toEqual([
      'Backend.CompleteMultipartUpload',
      'Posix.IO.CopyPart',
      'Posix.IO.ReadData',
    ]);
    expect(suite.prepared.errors).toEqual([]);
  });
});
