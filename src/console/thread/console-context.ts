import type { PipelineState } from '../model/pipeline-state.js';
import type { TraceStore } from '../store/trace-store.js';
import type { MetricsText } from './metrics-desk.js';

/** What the console's server is given; it lives in the console's thread. */
export interface ConsoleContext {
  readonly store: TraceStore;
  /** As `--console-port`: `host:port`, `:port` or the path of a socket. */
  readonly addresses: readonly string[];
  /** Opens everything. */
  readonly token: string;
  /** URL of the S3 API, for the commands that pages show; empty where it is not known. */
  readonly gatewayUrl: () => string;
  /** `undefined` until the gateway has told it for the first time. */
  readonly pipeline: () => PipelineState | undefined;
  /** The metrics of the gateway; `undefined` where it counts none. */
  readonly metrics: (isOpenMetrics: boolean) => Promise<MetricsText | undefined>;
  /** Takes a line for the log of the gateway. */
  readonly report: (line: string) => void;
}

/** The server, as the thread sees it: `openConsole` of `../http/open-console.ts`. */
export interface OpenConsole {
  /** Without the token: `http://127.0.0.1:7071`. */
  readonly urls: readonly string[];
  /** Ends it: open connections are closed. Never fails. */
  readonly close: () => Promise<void>;
}
