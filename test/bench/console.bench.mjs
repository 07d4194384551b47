import { join } from 'node:path';
import { interleave, median, ratioRow } from './measure.mjs';
import { startGateway, stop } from './processes.mjs';
import { call, requestBytes } from './requests.mjs';

const TOKEN = 'token-of-the-benchmark';
const TRACES = 50_000;
/** Milliseconds that are not measured: until code is hot; and until what a quiet time allows at once is used up. */
const WARM_UP = 5_000;
const RUN_UP = 500;
const GOAL = 0.97;
const SEARCH_GOAL_MS = 200;
const BODY = 'x'.repeat(1024);
const TARGET = '/console/key';
const CONNECTIONS = 32;

/** Searches through all traces, each by what it reads. */
const SEARCHES = {
  'an attribute that few spans have': '{ span.posix.bytes_read > 1000000 }',
  'a text that stands in every trace': '{ span.s3.key = "no such key" }',
  'a pattern': '{ span.aws.request_id =~ ".*ABC.*" }',
  'who is below whom': '{ name = "S3.GetObject" } >> { name = "Posix.IO.CopyFile" }',
};

/** Requests per second in the long run with and without a console, and the time of a search over 50,000 traces. */
export async function traceConsole({ client, options, memory, log }) {
  const root = join(memory, 'console');
  const flags = ['--console-port', '127.0.0.1:0', '--console-token', TOKEN];
  const gateways = {
    'console off': await startGateway(root),
    'spans noted': await startGateway(root, { flags: ['--metrics-port', '127.0.0.1:0'] }),
    'console on': await startGateway(root, { flags }),
    'console on, every trace whole': await startGateway(root, {
      flags: [...flags, '--console-traces-per-second', 'all'],
    }),
  };
  const { 'console off': off, 'console on, every trace whole': whole } = gateways;
  await call(off.port, { method: 'PUT', target: '/console' });
  await call(off.port, { method: 'PUT', target: TARGET, body: BODY });
  for (const { port } of Object.values(gateways)) await send(client, port, WARM_UP);
  const subjects = Object.entries(gateways).map(([name, { port }]) => [name, rate(client, options, port)]);
  const figures = await interleave(options.rounds, Object.fromEntries(subjects));
  log('GET 1 KiB', figures);
  const row = (name, base, goal) => ratioRow({ what: `GET 1 KiB, ${name}`, figures, name, base, goal });
  const rows = [
    row('console on', 'console off', GOAL),
    row('console on, every trace whole', 'console off'),
    // What the console takes besides the spans, which others note as well.
    row('console on, every trace whole', 'spans noted'),
  ];
  const ask = await asker(whole);
  while ((await ask('/api/pipeline')).store.traces < TRACES) await rate(client, options, whole.port)();
  const searches = {};
  for (const [what, q] of Object.entries(SEARCHES)) {
    searches[what] = await times(options.rounds, () => ask(`/api/traces?q=${encodeURIComponent(q)}`));
    rows.push(searchRow(what, median(searches[what])));
  }
  await Promise.all(Object.values(gateways).map(({ child }) => stop(child)));
  return { rows, raw: { 'GET 1 KiB': figures, searches } };
}

function rate(client, options, port) {
  return async () => {
    await send(client, port, RUN_UP);
    const { count, seconds } = await send(client, port, options.milliseconds);
    return count / seconds;
  };
}

function send(client, port, milliseconds) {
  const requests = [requestBytes(port, { method: 'GET', target: TARGET })];
  return client({ kind: 'repeat', port, requests, connections: CONNECTIONS, milliseconds });
}

/** Asks the console, whose URL the gateway has printed. */
async function asker({ log }) {
  const url = /console: (http:\/\/[^/\s]+)/.exec(log.join(''))?.[1];
  if (!url) throw new Error('the gateway did not say where its console is');
  return async (path) => {
    const response = await fetch(url + path, { headers: { Authorization: `Bearer ${TOKEN}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

/** Milliseconds that the searches took in the console. */
async function times(rounds, search) {
  const took = [];
  for (let round = 0; round < rounds; round += 1) {
    const { took: milliseconds, scanned } = await search();
    if (scanned < TRACES) throw new Error(`only ${scanned} traces were looked at`);
    took.push(milliseconds);
  }
  return took;
}

function searchRow(what, value) {
  const shown = `${Math.round(value)} ms`;
  const goal = `<= ${SEARCH_GOAL_MS} ms`;
  return {
    what: `search: ${what}`,
    against: '50,000 traces',
    value,
    shown,
    goal,
    met: value <= SEARCH_GOAL_MS,
  };
}
