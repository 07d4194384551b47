import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';

/** What axe-core finds: the rule, and the elements that break it. */
export interface Violation {
  readonly rule: string;
  readonly elements: readonly string[];
}

/** A page of the console, with what went wrong on it. */
export class ConsolePage {
  /** Errors on the browser's console, among them what the Content-Security-Policy refused, and uncaught ones. */
  readonly errors: string[] = [];
  /** Requests to another origin than the console's. */
  readonly foreign: string[] = [];

  constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) {
        this.foreign.push(request.url());
      }
    });
  }

  /** Loads a page, and waits until it shows something. */
  async goTo(path: string | URL): Promise<void> {
    await this.page.goto(typeof path === 'string' ? this.origin + path : path.href);
    await this.page.locator('main .page:not(.loading), main .notice').first().waitFor();
  }

  /** Path and query, decoded. */
  get place(): string {
    const { pathname, search } = new URL(this.page.url());
    return decodeURIComponent((pathname + search).replaceAll('+', ' '));
  }

  /** The rows of the waterfall that are seen. */
  get rows(): Locator {
    return this.page.locator('.waterfall [role=row]');
  }

  /** Names of the spans that are seen, from top to bottom. */
  async spanNames(): Promise<string[]> {
    const rows = this.page.locator('.waterfall [role=row]');
    const tops = await rows.evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        name: element.querySelector('.span-name')?.textContent ?? '',
      })),
    );
    return tops.toSorted((a, b) => a.top - b.top).map(({ name }) => name);
  }

  /** How much the layout has moved by itself since the page was loaded. Source: "Layout Instability API". */
  layoutShift(): Promise<number> {
    return this.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & {
              readonly value: number;
              readonly hadRecentInput: boolean;
            })[]) {
              if (!entry.hadRecentInput) sum += entry.value;
            }
          }).observe({ type: 'layout-shift', buffered: true });
          // What is buffered is told before the next frame but one.
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
        }),
    );
  }

  /** Breaches of WCAG 2.2 A and AA that are serious or worse. */
  async violations(): Promise<Violation[]> {
    // By the protocol of the browser, which the page's Content-Security-Policy does not bind.
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate(async () => {
      const { axe: checker } = window as unknown as { readonly axe: typeof import('axe-core') };
      const { violations } = await checker.run(document, { resultTypes: ['violations'] });
      return violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        nodes: nodes.map(({ html }) => html),
      }));
    });
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ rule: id, elements: nodes }));
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
