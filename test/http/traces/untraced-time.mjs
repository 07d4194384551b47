/**
 * Measures how much of the time of a request lies outside the children of its span, and where:
 * `node --import ./test/support/typescript-hooks.mjs test/http/traces/untraced-time.mjs [directory] [requests]`
 */
import 'reflect-metadata';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const KINDS = {
  PutObject: { method: 'PUT', path: '/photos/small', body: Buffer.alloc(4096, 7) },
  GetObject: { method: 'GET', path: '/photos/small' },
  HeadObject: { method: 'HEAD', path: '/photos/small' },
  ListObjectsV2: { method: 'GET', path: '/photos?list-type=2&max-keys=100' },
};

/** One connection, one request after the other. */
async function ask({ url, operation, count, credentials }) {
  const { signRequest } = await import('../../../src/auth/sigv4/sign-request.ts');
  const { method, path, body } = KINDS[operation];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let index = 0; index < count; index += 1) {
    const signed = { ...credentials, method, url: `${url}${path}`, body: body && Buffer.from(body) };
    const headers = signRequest({ ...signed, region: 'us-east-1' });
    const sent = request(`${url}${path}`, { method, agent, headers }).end(body && Buffer.from(body));
    const [response] = await once(sent, 'response');
    await response.resume().toArray();
    if (response.statusCode >= 400) throw new Error(`${operation}: ${response.statusCode}`);
  }
  agent.destroy();
}

/** The parts of a span that no child covers: where, and nanoseconds. */
function gaps(root, spans) {
  const children = spans
    .filter(({ parentSpanId }) => parentSpanId === root.spanId)
    .toSorted((a, b) => Number(a.startTime - b.startTime));
  const found = new Map();
  let end = root.startTime;
  let before = 'start';
  for (const child of children) {
    if (child.startTime > end) found.set(`${before} .. ${child.name}`, Number(child.startTime - end));
    if (child.endTime > end) [end, before] = [child.endTime, child.name];
  }
  found.set(`${before} .. end`, Number(root.endTime - end));
  return found;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const micro = (nanoseconds) => `${(nanoseconds / 1000).toFixed(1)} us`;

function report(operation, traces) {
  const measured = traces.map((spans) => {
    const root = spans.find(({ kind }) => kind === 'SERVER');
    return { time: Number(root.endTime - root.startTime), gaps: gaps(root, spans) };
  });
  const outside = measured.map(({ time, gaps: found }) => found.values().reduce((a, b) => a + b, 0) / time);
  console.log(
    `${operation}: median ${micro(median(measured.map(({ time }) => time)))}, outside ${(median(outside) * 100).toFixed(1)} %`,
  );
  for (const where of new Set(measured.flatMap(({ gaps: found }) => [...found.keys()]))) {
    const times = measured.map(({ gaps: found }) => found.get(where) ?? 0);
    console.log(`    ${micro(median(times)).padStart(10)}  ${where}`);
  }
}

async function main() {
  const { mkdtemp } = await import('node:fs/promises');
  const { TestGateway, ROOT } = await import('../../support/test-gateway.ts');
  const { OtlpReceiver } = await import('../../support/otlp-receiver.ts');
  const [directory = '/tmp', requests = '1000'] = process.argv.slice(2);
  const count = Number(requests);
  // One export at the end: nothing but requests is measured.
  Object.assign(process.env, {
    OTEL_BSP_SCHEDULE_DELAY: '600000',
    OTEL_BSP_MAX_QUEUE_SIZE: '100000',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100000',
  });
  for (const operation of Object.keys(KINDS)) {
    const receiver = await OtlpReceiver.start('http');
    const root = await mkdtemp(`${directory}/glassgate-`);
    const gateway = await TestGateway.start({
      backend: 'posix',
      posix: { root },
      tracing: { enabled: true, useHttp: true, endpoint: receiver.endpoint },
    });
    await gateway.send('PUT', '/photos');
    for (let index = 0; index < 100; index += 1) await gateway.send('PUT', `/photos/${index}`, { body: 'x' });
    await gateway.send('PUT', '/photos/small', { body: KINDS[operation].body ?? Buffer.alloc(4096) });
    const credentials = { access: ROOT.access, secret: ROOT.secret };
    const client = new Worker(new URL(import.meta.url), {
      workerData: { url: gateway.url, operation, count: 2 * count, credentials },
    });
    await once(client, 'exit');
    await gateway.stop();
    await receiver.stop();
    const traces = receiver.traces().filter((spans) => spans.some(({ name }) => name === `S3.${operation}`));
    report(operation, traces.slice(-count));
  }
}

if (isMainThread) await main();
else {
  await ask(workerData);
  parentPort.close();
}
