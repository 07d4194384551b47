import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { traceConsole } from './console.bench.mjs';
import { large, memory } from './large.bench.mjs';
import { table } from './measure.mjs';
import { PINNED, startClient, startReceiver, stopAll } from './processes.mjs';
import { small, tracing } from './small.bench.mjs';

/** `npm run bench -- [--quick] [--only NAME]`: prints a table and writes .bench/result.json. */

const BENCHES = { small, tracing, console: traceConsole, large, memory };
const OUTPUT = fileURLToPath(new URL('../../.bench', import.meta.url));

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
if (flags.only !== undefined && !(flags.only in BENCHES)) {
  process.stderr.write(`--only takes one of ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}
const options = { quick: flags.quick, rounds: flags.quick ? 3 : 7, milliseconds: flags.quick ? 700 : 1500 };

const fileSystem = (path) => `0x${statfsSync(path).type.toString(16)}`;

function environment(directories) {
  const systems = Object.entries(directories).map(([name, path]) => [name, fileSystem(path)]);
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    kernel: release(),
    processor: cpus()[0]?.model,
    cores: availableParallelism(),
    pinned: PINNED,
    fileSystems: Object.fromEntries(systems),
    ...options,
  };
}

function log(name, figures) {
  const median = (value) =>
    Array.isArray(value) ? value.toSorted((a, b) => a - b)[value.length >> 1] : value;
  const medians = Object.entries(figures).map(
    ([subject, value]) => `${subject} ${Math.round(median(value))}`,
  );
  process.stderr.write(`${name}: ${medians.join(', ')}\n`);
}

async function run(directories) {
  const client = await startClient();
  const receiver = await startReceiver();
  const rows = [];
  const raw = {};
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (flags.only !== undefined && flags.only !== name) continue;
    const result = await bench({ client, receiver, options, log, ...directories });
    rows.push(...result.rows);
    raw[name] = result.raw;
  }
  const result = { environment: environment(directories), rows, raw };
  writeFileSync(join(OUTPUT, 'result.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`${table(rows)}\n`);
}

mkdirSync(OUTPUT, { recursive: true });
const directories = {
  memory: mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'glassgate-bench-')),
  disk: mkdtempSync(join(OUTPUT, 'data-')),
};
try {
  await run(directories);
} finally {
  await stopAll();
  for (const path of Object.values(directories)) rmSync(path, { recursive: true, force: true });
}
