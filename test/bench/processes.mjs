import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

export const ROOT_ACCESS = 'bench';
export const ROOT_SECRET = 'bench-secret';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const GATEWAY = file('../../bin/glassgate');

/** Servers are held on one core and everything else on another, where that can be said. */
export const PINNED = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;
const SERVER_CORE = '0';
const CLIENT_CORE = '1';

const onCore = (core, command) =>
  PINNED && core !== undefined ? ['taskset', '-c', core, ...command] : command;

/** Every process that was started, so that none is left behind. */
const running = new Set();

function start(command, options) {
  const child = spawn(command[0], command.slice(1), options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await once(child, 'exit');
  clearTimeout(timer);
}

export const stopAll = () => Promise.all([...running].map(stop));

async function startWorker(script, core, args) {
  const child = start(onCore(core, [process.execPath, file(script), ...args.map(String)]), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = await once(child, 'message');
  return { child, ready };
}

/** One of the servers that the gateway is compared with. */
export async function startServer(script, ...args) {
  const { child, ready } = await startWorker(script, SERVER_CORE, args);
  return { name: script, child, port: ready.port };
}

/** An OTLP receiver that counts spans; it shares the core of the client. */
export async function startReceiver() {
  const { child, ready } = await startWorker('./otlp-counter.mjs', CLIENT_CORE, []);
  const count = async () => {
    child.send('count');
    return (await once(child, 'message'))[0].spans;
  };
  return { child, endpoint: `127.0.0.1:${ready.port}`, count };
}

/** The load generator: one job at a time. */
export async function startClient() {
  const { child } = await startWorker('./load.mjs', CLIENT_CORE, []);
  return async (job) => {
    child.send(job);
    const [answer] = await once(child, 'message');
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
}

/** The built gateway, as an operator starts it. @param spread true: not held on one core */
export async function startGateway(root, { flags = [], spread = false } = {}) {
  mkdirSync(root, { recursive: true });
  const command = [GATEWAY, '--port', '127.0.0.1:0', '--quiet', 'posix', ...flags, root];
  const env = {
    PATH: process.env.PATH,
    ROOT_ACCESS_KEY: ROOT_ACCESS,
    ROOT_SECRET_KEY: ROOT_SECRET,
    NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? '',
  };
  const child = start(onCore(spread ? undefined : SERVER_CORE, command), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const log = [];
  child.stderr.on('data', (data) => log.push(String(data)));
  const port = await listening(child, log);
  return { name: 'glassgate', child, port, log };
}

function listening(child, log) {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the gateway did not start: ${log.join('')}`)));
    child.stdout.on('data', (data) => {
      log.push(String(data));
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(String(data))?.[1];
      if (port) resolve(Number(port));
    });
  });
}

/** Resident memory in MiB. Source: proc(5), VmRSS. */
export function residentMemory(child) {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

/** Seconds that the main thread has run. Source: Linux, Documentation/scheduler/sched-stats.rst. */
export function mainThreadSeconds({ pid }) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
}
