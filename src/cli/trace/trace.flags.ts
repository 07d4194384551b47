import { duration, flag, httpUrl, text } from '../../config/setting-types.js';
import type { OptionRow } from '../setting-options.js';

/** Flags of `glassgate trace`. */
export const TRACE_ROWS = {
  url: {
    flag: 'url',
    env: ['VGW_CONSOLE_URL'],
    type: httpUrl,
    fallback: 'http://127.0.0.1:7071',
    // It may have the token in it.
    secret: true,
    help: 'URL of the console; the one that the gateway prints at its start has the token in it.',
  },
  token: {
    flag: 'token',
    env: ['VGW_CONSOLE_TOKEN'],
    type: text,
    secret: true,
    help: 'Token of the console, where the URL has none.',
  },
  operation: { flag: 'operation', type: text, help: 'Only this operation, such as GetObject.' },
  status: { flag: 'status', type: text, help: 'Only this HTTP status: 404, 4xx, 5xx, error.' },
  bucket: { flag: 'bucket', type: text, help: 'Only this bucket.' },
  key: { flag: 'key', type: text, help: 'Only this key, or with * at its end only keys that begin like it.' },
  query: {
    flag: 'query',
    type: text,
    help: 'Only what this TraceQL finds, such as { span.s3.action = "s3_GetObject" }.',
  },
  minDuration: {
    flag: 'min-duration',
    type: duration(1000),
    help: 'Only requests that took at least so long, such as 100ms.',
  },
  errors: { flag: 'errors', type: flag, fallback: false, help: 'Only requests that failed.' },
  stats: {
    flag: 'stats',
    type: flag,
    fallback: false,
    help: 'Instead of requests a table of operations, every few seconds and at the end.',
  },
  tree: { flag: 'tree', type: text, help: 'Print this trace (its id, or the id of a request) as a tree.' },
} as const satisfies Record<string, OptionRow>;

export const TRACE_FLAGS: readonly OptionRow[] = Object.values(TRACE_ROWS);
