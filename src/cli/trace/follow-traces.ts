import type { TraceSummary } from '../../console/model/trace-summary.js';
import type { ConsoleClient } from './console.client.js';
import type { ServerEvent } from './event-lines.js';
import type { Paint } from './paint.js';
import { traceLine } from './trace-line.js';
import { TraceStats } from './trace-stats.js';

/** Milliseconds between two tables. */
const STATS_INTERVAL = 5_000;

/** Where the terminal's lines go, and what ends them. */
export interface Output {
  print(this: void, text: string): void;
  readonly paint: Paint;
  readonly signal: AbortSignal;
}

/** One line for each request, until the signal. @throws ConsoleError */
export async function tail(client: ConsoleClient, query: URLSearchParams, output: Output): Promise<void> {
  for await (const event of client.follow(query, output.signal)) {
    if (event.event === 'trace') output.print(`${traceLine(summaryOf(event), output.paint)}\n`);
    else if (event.event === 'skipped') output.print(`${skippedLine(event)}\n`);
  }
}

/** A table every few seconds, and one at the signal or when the console has gone. @throws ConsoleError */
export async function summarize(
  client: ConsoleClient,
  query: URLSearchParams,
  { print, signal }: Output,
): Promise<void> {
  const stats = new TraceStats();
  const show = (): void => print(`${stats.table()}\n`);
  const timer = setInterval(show, STATS_INTERVAL);
  try {
    for await (const event of client.follow(query, signal)) {
      if (event.event === 'trace') stats.add(summaryOf(event));
    }
  } finally {
    clearInterval(timer);
    show();
  }
}

const summaryOf = ({ data }: ServerEvent): TraceSummary => JSON.parse(data) as TraceSummary;

function skippedLine({ data }: ServerEvent): string {
  const { count } = JSON.parse(data) as { readonly count: number };
  return `… ${count} requests were left out: they came faster than they could be shown`;
}
