import type { Command } from 'commander';
import { readRows, type Values } from '../admin.flags.js';
import { addSettings, ownFlagsOf } from '../setting-options.js';
import { ConsoleClient } from './console.client.js';
import { summarize, tail } from './follow-traces.js';
import { forTerminal } from './paint.js';
import { TRACE_FLAGS, TRACE_ROWS } from './trace.flags.js';
import { traceTree } from './trace-tree.js';

const EXAMPLES = `
Examples:
  $ glassgate trace --url 'http://127.0.0.1:7071/?token=…'
  $ VGW_CONSOLE_TOKEN=… glassgate trace --errors --bucket photos
  $ VGW_CONSOLE_TOKEN=… glassgate trace --tree 4bf92f3577b34da6a3ce929d0e0e4736
`;

type TraceValues = Values<typeof TRACE_ROWS>;

/** `glassgate trace`: requests of a running gateway in the terminal, through its console. */
export function addTrace(program: Command, print: (text: string) => void): void {
  const trace = program
    .command('trace')
    .description('Show the requests of a running gateway as they end, through its console.')
    .addHelpText('after', EXAMPLES);
  addSettings(trace, TRACE_FLAGS);
  trace.action(() => show(readRows(TRACE_ROWS, ownFlagsOf(trace)), print));
}

async function show(values: TraceValues, print: (text: string) => void): Promise<void> {
  const client = new ConsoleClient(values.url, values.token);
  if (values.tree !== undefined) {
    print(traceTree(await client.trace(values.tree), forTerminal));
    return;
  }
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  process.once('SIGTERM', () => end.abort());
  // Who reads no more, such as `head`, is not an error.
  process.stdout.once('error', () => end.abort());
  const follow = values.stats ? summarize : tail;
  await follow(client, queryOf(values), { print, paint: forTerminal, signal: end.signal });
}

/** Fields of a `TraceQuery`. */
function queryOf(values: TraceValues): URLSearchParams {
  const { operation, bucket, key, query, minDuration, errors } = values;
  const status = values.status ?? (errors ? 'error' : undefined);
  const fields = { operation, bucket, key, status, minDuration, q: query };
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
