import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import type { GatewayOptions } from '../../support/test-gateway.js';
import { TracedConsole } from '../../support/traced-console.js';
import { ConsolePage } from './console-page.js';

/** Milliseconds that something may take to appear: shorter than a test, so that it says what it waited for. */
const PATIENCE = 10_000;

export type ColorScheme = 'light' | 'dark';

export interface ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: ColorScheme;
}

/** A gateway with its console, and a browser that has the token. */
export class ConsoleBrowser {
  private constructor(
    readonly console: TracedConsole,
    private readonly browser: Browser,
  ) {}

  /** @param program Chromium of this machine */
  static async start(program: string, gateway: GatewayOptions): Promise<ConsoleBrowser> {
    const console = await TracedConsole.start(gateway);
    // Root has no sandbox in a container, and /dev/shm is small there.
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    return new ConsoleBrowser(console, browser);
  }

  /** A new browser with nothing kept, which came in by the URL that the gateway prints, and then went to `path`. */
  async open(path: string, view: ViewOptions = {}): Promise<ConsolePage> {
    const { width = 1280, height = 800, colorScheme = 'light' } = view;
    const options: BrowserContextOptions = {
      viewport: { width, height },
      colorScheme,
      acceptDownloads: true,
    };
    const context = await this.browser.newContext(options);
    context.setDefaultTimeout(PATIENCE);
    const page = new ConsolePage(await context.newPage(), this.console.url);
    await page.goTo(new URL(this.console.gateway.application.consoleUrl!));
    if (path !== '/') await page.goTo(path);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.console.stop();
  }
}
