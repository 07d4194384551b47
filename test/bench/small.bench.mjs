import { join } from 'node:path';
import { interleave, ratioRow } from './measure.mjs';
import { mainThreadSeconds, startGateway, startServer, stop } from './processes.mjs';
import { call, requestBytes } from './requests.mjs';

const BODY = 'x'.repeat(1024);
const KEYS = 1000;
const CONNECTIONS = 32;
const LIST_TARGET = '/small/?list-type=2&max-keys=100';

const target = (index) => `/small/key-${String(index).padStart(4, '0')}`;
const every = (make) => Array.from({ length: KEYS }, (_, index) => make(target(index)));

async function fill(gateway) {
  await call(gateway.port, { method: 'PUT', target: '/small' });
  for (const key of every((name) => name))
    await call(gateway.port, { method: 'PUT', target: key, body: BODY });
}

const KINDS = [
  { name: 'GET 1 KiB', answer: BODY.length, requests: every((key) => ({ method: 'GET', target: key })) },
  {
    name: 'HEAD',
    answer: BODY.length,
    bodiless: true,
    requests: every((key) => ({ method: 'HEAD', target: key })),
  },
  { name: 'PUT 1 KiB', answer: 0, requests: every((key) => ({ method: 'PUT', target: key, body: BODY })) },
  { name: 'ListObjectsV2, 100 of 1,000 keys', requests: [{ method: 'GET', target: LIST_TARGET }] },
];

/** Requests per second of one server, as a function that measures once. */
function rate(client, options, server, kind) {
  const requests = kind.requests.map((request) => requestBytes(server.port, request));
  const { milliseconds } = options;
  return async () => {
    const job = { kind: 'repeat', port: server.port, requests, connections: CONNECTIONS, milliseconds };
    const { count, seconds } = await client({ ...job, bodiless: kind.bodiless });
    return count / seconds;
  };
}

/** Small requests against Node alone and against Nest alone, on a memory file system. */
export async function small({ client, options, memory, log }) {
  const root = join(memory, 'small');
  const gateway = await startGateway(root);
  const lazy = await startGateway(root, { flags: ['--durability', 'none'] });
  await fill(gateway);
  const page = (await call(gateway.port, { method: 'GET', target: LIST_TARGET })).length;
  const rows = [];
  const raw = {};
  for (const kind of KINDS) {
    const size = kind.answer ?? page;
    const node = await startServer('./bare-server.mjs', size);
    const nest = await startServer('./nest-server.mjs', size);
    const figures = await interleave(options.rounds, {
      'node:http': rate(client, options, node, kind),
      'Nest + Express': rate(client, options, nest, kind),
      glassgate: rate(client, options, gateway, kind),
      ...(kind.name.startsWith('PUT') && { 'without fsync': rate(client, options, lazy, kind) }),
    });
    await Promise.all([stop(node.child), stop(nest.child)]);
    log(kind.name, figures);
    raw[kind.name] = figures;
    for (const base of ['node:http', 'Nest + Express']) {
      rows.push(ratioRow({ what: kind.name, figures, name: 'glassgate', base }));
      if (figures['without fsync'])
        rows.push(ratioRow({ what: `${kind.name}, durability none`, figures, name: 'without fsync', base }));
    }
  }
  await Promise.all([stop(gateway.child), stop(lazy.child)]);
  return { rows, raw };
}

const RATES = { 'tracing off': [], 'tracing 10 %': ['0.1'], 'tracing 100 %': ['1'] };
const GOALS = { 'tracing 10 %': 0.99, 'tracing 100 %': 0.95 };

/** The same small requests with tracing off, at 10 % and at 100 %, to a receiver in another process. */
export async function tracing({ client, options, memory, receiver, log }) {
  const root = join(memory, 'tracing');
  const gateways = {};
  for (const [name, share] of Object.entries(RATES)) {
    const flags =
      share.length > 0 ? ['--otel-endpoint', receiver.endpoint, '--otel-sample-rate', ...share] : [];
    gateways[name] = await startGateway(root, { flags });
  }
  await fill(gateways['tracing off']);
  const rows = [];
  const raw = {};
  for (const kind of [KINDS[0], KINDS[2]]) {
    const alone = Object.fromEntries(Object.keys(gateways).map((name) => [name, []]));
    const subjects = Object.entries(gateways).map(([name, gateway]) => [
      name,
      andAlone(rate(client, options, gateway, kind), gateway, alone[name]),
    ]);
    const figures = await interleave(options.rounds, Object.fromEntries(subjects));
    log(kind.name, figures);
    raw[kind.name] = { ...figures, alone };
    // The first is the round of warm-up, which has no figure.
    const warm = Object.fromEntries(Object.entries(alone).map(([name, values]) => [name, values.slice(1)]));
    for (const [name, goal] of Object.entries(GOALS)) {
      const base = 'tracing off';
      rows.push(ratioRow({ what: `${kind.name}, ${name}`, figures, name, base, goal }));
      rows.push(
        ratioRow({ what: `${kind.name}, ${name}, the main thread alone`, figures: warm, name, base, goal }),
      );
    }
  }
  rows.push(await delivered({ client, options, receiver, gateway: gateways['tracing 100 %'] }));
  await Promise.all(Object.values(gateways).map(({ child }) => stop(child)));
  return { rows, raw };
}

/**
 * The same measurement, which also notes the requests per second of what the main thread ran: what a gateway answers that
 * has cores enough for its other threads.
 */
function andAlone(measure, { child }, figures) {
  return async () => {
    const before = mainThreadSeconds(child);
    const started = performance.now();
    const perSecond = await measure();
    const wall = (performance.now() - started) / 1000;
    figures.push((perSecond * wall) / (mainThreadSeconds(child) - before));
    return perSecond;
  };
}

/** Spans that arrive under full load, of those that the same requests make one by one. */
async function delivered({ client, options, receiver, gateway }) {
  const kind = KINDS[0];
  const spansOf = async (connections, milliseconds) => {
    await settled(receiver);
    const before = await receiver.count();
    const requests = kind.requests.map((request) => requestBytes(gateway.port, request));
    const { count } = await client({
      kind: 'repeat',
      port: gateway.port,
      requests,
      connections,
      milliseconds,
    });
    await settled(receiver);
    return ((await receiver.count()) - before) / count;
  };
  const alone = await spansOf(1, 1);
  const value = (await spansOf(CONNECTIONS, options.milliseconds)) / alone;
  return {
    what: `${kind.name}, tracing 100 %: spans that arrive at full load`,
    against: `${alone} spans per request`,
    value,
    shown: `${(value * 100).toFixed(0)} %`,
  };
}

/** Waits until two looks in a row see the same number of spans, the second after the longest batch delay. */
async function settled(receiver) {
  for (let seen = -1, now = 0; seen !== now;) {
    seen = now;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    now = await receiver.count();
  }
}
