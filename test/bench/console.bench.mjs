import { join } from 'node:path';
import { interleave, median, percent, ratio, ratioRow, thresholdRow } from './measure.mjs';
import { startGateway, stop } from './processes.mjs';
import { call, requestBytes } from './requests.mjs';

const TOKEN = 'token-of-the-benchmark';
const TRACES = 50_000;
/**
 * Milliseconds that are not measured: until all code is compiled for good, which takes 100,000 requests; and until what a
 * quiet time allows at once is used up again.
 */
const WARM_UP = 15_000;
const RUN_UP = 100;
/** How often a gateway gets one of each kind before: one that has seen a single kind of request is faster than any in use. */
const MIXED_ROUNDS = 200;
const GOAL = 0.97;
const SEARCH_GOAL_MS = 200;
const BODY = 'x'.repeat(1024);
const BUCKET = '/console';
const TARGET = `${BUCKET}/key`;
const MIXED = [
  { method: 'PUT', target: `${BUCKET}/other`, body: BODY },
  { method: 'GET', target: `${BUCKET}/other` },
  { method: 'HEAD', target: `${BUCKET}/other` },
  { method: 'GET', target: `${BUCKET}?list-type=2` },
  { method: 'DELETE', target: `${BUCKET}/other` },
];
const CONNECTIONS = 32;

const OFF = 'console off';
const ON = 'console on';
const NOTED = 'spans noted';
const WHOLE = 'console on, every trace whole';
const FLAGS = { [OFF]: [], [ON]: ['--console-port', '127.0.0.1:0', '--console-token', TOKEN] };

const PAIRS = 20;
const QUICK_PAIRS = 3;
/** A machine that others use is slower for some hundred milliseconds now and then: turns are shorter than that, and many. */
const SHORT_TURNS = { runUp: 15, milliseconds: 30 };
const ROUNDS = 100;
/** There and back again. */
const TURNS_PER_ROUND = 2;
/** That take `WARM_UP` for each gateway: none stands idle while another one warms up. */
const WARM_UP_ROUNDS = Math.ceil(WARM_UP / TURNS_PER_ROUND / (SHORT_TURNS.runUp + SHORT_TURNS.milliseconds));

/** Searches through all traces, each by what it reads. */
const SEARCHES = {
  'an attribute that few spans have': '{ span.posix.bytes_read > 1000000 }',
  'a text that stands in every trace': '{ span.s3.key = "no such key" }',
  'a pattern': '{ span.aws.request_id =~ ".*ABC.*" }',
  'who is below whom': '{ name = "S3.GetObject" } >> { name = "Posix.IO.CopyFile" }',
};

/** Requests per second in the long run with and without a console, and the time of a search over 50,000 traces. */
export async function traceConsole(bench) {
  const cost = await usualCost(bench);
  const whole = await everyTrace(bench, join(bench.memory, 'console'));
  return {
    rows: [cost.row, ...whole.rows],
    raw: { 'GET 1 KiB': [...cost.raw, whole.raw], searches: whole.searches },
  };
}

/**
 * What the console takes with default settings. Two processes of one build differ by more, from one start to the next:
 * pairs are started one after the other, and the median of their ratios counts.
 */
async function usualCost(bench) {
  const raw = [];
  for (let pair = 0; pair < (bench.options.quick ? QUICK_PAIRS : PAIRS); pair += 1) {
    const root = join(bench.memory, `console-${pair}`);
    const [first, second] = pair % 2 === 0 ? [OFF, ON] : [ON, OFF];
    const gateways = { [first]: await start(root, FLAGS[first]), [second]: await start(root, FLAGS[second]) };
    raw.push(await comparedClosely(bench, gateways));
    await stopThem(gateways);
  }
  const ratios = raw.map((figures) => ratio(figures, ON, OFF)).toSorted((a, b) => a - b);
  const apart = Math.floor(ratios.length / 4);
  const [low, high] = [ratios[apart], ratios.at(-1 - apart)];
  const row = thresholdRow({ what: 'GET 1 KiB, console on', base: OFF, value: median(ratios), goal: GOAL });
  row.shown += ` (${percent(low)} … ${percent(high)})`;
  return { row, raw };
}

/** What it takes when it has everything, and how long it then searches. */
async function everyTrace(bench, root) {
  const gateways = {
    [OFF]: await start(root),
    // What the console takes besides the spans, which others note as well.
    [NOTED]: await start(root, ['--metrics-port', '127.0.0.1:0']),
    [WHOLE]: await start(root, [...FLAGS[ON], '--console-traces-per-second', 'all']),
  };
  const { client, options } = bench;
  const raw = await compared(bench, gateways, options);
  const rows = [OFF, NOTED].map((base) =>
    ratioRow({ what: `GET 1 KiB, ${WHOLE}`, figures: raw, name: WHOLE, base }),
  );
  const whole = gateways[WHOLE];
  const ask = await asker(whole);
  while ((await ask('/api/pipeline')).store.traces < TRACES) await rate(client, options, whole.port)();
  const searches = {};
  for (const [what, q] of Object.entries(SEARCHES)) {
    searches[what] = await times(options.rounds, () => ask(`/api/traces?q=${encodeURIComponent(q)}`));
    rows.push(searchRow(what, median(searches[what])));
  }
  await stopThem(gateways);
  return { rows, raw, searches };
}

/** Requests per second of gateways that are warm. */
async function compared({ client, log }, gateways, { rounds, milliseconds }) {
  await getUsed(gateways);
  for (const { port } of Object.values(gateways)) await send(client, port, WARM_UP);
  const subjects = Object.entries(gateways).map(([name, { port }]) => [
    name,
    rate(client, { milliseconds }, port),
  ]);
  const figures = await interleave(rounds, Object.fromEntries(subjects));
  log('GET 1 KiB', figures);
  return figures;
}

/** The same in many short turns. */
async function comparedClosely({ client, log }, gateways) {
  await getUsed(gateways);
  const servers = Object.values(gateways).map(({ port }) => ({ port, requests: requestsOf(port) }));
  const rounds = WARM_UP_ROUNDS + ROUNDS;
  const all = await client({ kind: 'alternate', servers, connections: CONNECTIONS, rounds, ...SHORT_TURNS });
  const figures = Object.fromEntries(
    Object.keys(gateways).map((name, index) => [name, all[index].slice(WARM_UP_ROUNDS)]),
  );
  log('GET 1 KiB', figures);
  return figures;
}

/** Every gateway gets the same, as one in use does. */
async function getUsed(gateways) {
  const ports = Object.values(gateways).map(({ port }) => port);
  await call(ports[0], { method: 'PUT', target: BUCKET });
  for (const port of ports) {
    for (let round = 0; round < MIXED_ROUNDS; round += 1)
      for (const request of MIXED) await call(port, request);
    await call(port, { method: 'PUT', target: TARGET, body: BODY });
  }
}

const start = (root, flags = []) => startGateway(root, { flags });

const stopThem = (gateways) => Promise.all(Object.values(gateways).map(({ child }) => stop(child)));

function rate(client, options, port) {
  return async () => {
    await send(client, port, RUN_UP);
    const { count, seconds } = await send(client, port, options.milliseconds);
    return count / seconds;
  };
}

const requestsOf = (port) => [requestBytes(port, { method: 'GET', target: TARGET })];

function send(client, port, milliseconds) {
  return client({ kind: 'repeat', port, requests: requestsOf(port), connections: CONNECTIONS, milliseconds });
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
