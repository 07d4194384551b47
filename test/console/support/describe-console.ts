import type { GatewayOptions } from '../../support/test-gateway.js';
import { describeWith } from '../../support/programs.js';
import { ConsoleBrowser, type ViewOptions } from './console-browser.js';
import type { ConsolePage } from './console-page.js';

/** What the tests of one file share: a gateway with its console, and a browser. */
export class ConsoleSuite<T> {
  /** What `prepare` gave. */
  prepared!: T;
  private running: ConsoleBrowser | undefined;
  private readonly pages: ConsolePage[] = [];

  get browser(): ConsoleBrowser {
    if (!this.running) throw new Error('the browser runs within tests only');
    return this.running;
  }

  /** A page that is closed after the test. */
  async open(path: string, view?: ViewOptions): Promise<ConsolePage> {
    const page = await this.browser.open(path, view);
    this.pages.push(page);
    return page;
  }

  async start(program: string, gateway: GatewayOptions): Promise<void> {
    this.running = await ConsoleBrowser.start(program, gateway);
  }

  async closePages(): Promise<void> {
    await Promise.all(this.pages.splice(0).map((page) => page.close()));
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }
}

interface ConsoleSetUp<T> {
  /** Fills the store before the first test. */
  readonly prepare?: (browser: ConsoleBrowser) => Promise<T>;
  /** Of the gateway, besides the posix backend; what it is made of is there before the gateway. */
  readonly gateway?: () => Promise<GatewayOptions>;
}

/** `describe` with a gateway and a browser for all its tests. Skipped where there is no Chromium. */
export function describeConsole<T = undefined>(
  title: string,
  { prepare, gateway }: ConsoleSetUp<T>,
  tests: (suite: ConsoleSuite<T>) => void,
): void {
  describeWith('chromium', title, (program) => {
    const suite = new ConsoleSuite<T>();

    beforeAll(async () => {
      await suite.start(program, { backend: 'posix', ...(await gateway?.()) });
      if (prepare) suite.prepared = await prepare(suite.browser);
    }, 60_000);

    afterEach(() => suite.closePages());
    afterAll(() => suite.stop());

    tests(suite);
  });
}
