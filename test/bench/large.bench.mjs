import { join } from 'node:path';
import { GIB, interleave, MIB, ratioRow } from './measure.mjs';
import { residentMemory, startGateway, startServer, stop } from './processes.mjs';
import { call, requestBytes } from './requests.mjs';

const SIZE = 256 * MIB;
const PART = 64 * MIB;
const PARALLEL_PARTS = 4;
const MEMORY_GOAL_MIB = 200;
const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** MiB/s of sending or fetching one large object. */
function speed(client, port, request) {
  return async () => {
    const head = requestBytes(port, request);
    const job = { kind: 'transfer', port, connections: 1, requests: [{ head, length: request.length }] };
    const { seconds } = await client(job);
    return SIZE / MIB / seconds;
  };
}

const upload = { method: 'PUT', target: '/large/object', length: SIZE, payloadHash: UNSIGNED };
const download = { method: 'GET', target: '/large/object' };

/** 256 MiB down against Node with pooled buffers, and up against MD5. */
export async function large({ client, options, disk, log }) {
  const root = join(disk, 'large');
  const gateway = await startGateway(root);
  const spread = await startGateway(root, { spread: true });
  await call(gateway.port, { method: 'PUT', target: '/large' });
  await speed(client, gateway.port, upload)();
  const node = await startServer('./bare-server.mjs', SIZE, join(root, 'large', 'object'));
  const down = await interleave(options.rounds, {
    'node:http, pooled buffers': speed(client, node.port, download),
    glassgate: speed(client, gateway.port, download),
  });
  log('GET 256 MiB', down);
  const up = await interleave(options.rounds, {
    'MD5, one core': async () => SIZE / MIB / (await client({ kind: 'md5', bytes: SIZE })).seconds,
    'node:http, body read': speed(client, node.port, upload),
    glassgate: speed(client, gateway.port, upload),
    'on both cores': speed(client, spread.port, upload),
  });
  log('PUT 256 MiB', up);
  await Promise.all([gateway, spread, node].map(({ child }) => stop(child)));
  const base = 'MD5, one core';
  const rows = [
    ratioRow({
      what: 'GET 256 MiB',
      figures: down,
      name: 'glassgate',
      base: 'node:http, pooled buffers',
      goal: 0.8,
    }),
    ratioRow({ what: 'PUT 256 MiB, gateway on one core', figures: up, name: 'glassgate', base }),
    ratioRow({
      what: 'PUT 256 MiB, gateway on both cores',
      figures: up,
      name: 'on both cores',
      base,
      goal: 0.8,
    }),
  ];
  return { rows, raw: { 'GET 256 MiB': down, 'PUT 256 MiB': up } };
}

/** The largest resident memory, in MiB, while `work` runs. */
async function peakMemory(gateway, work) {
  let peak = residentMemory(gateway.child);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMemory(gateway.child));
  }, 50);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak;
}

async function uploadParts({ client, port, target, size }) {
  const created = await call(port, { method: 'POST', target: `${target}?uploads=` });
  const id = /<UploadId>([^<]+)</.exec(created)?.[1];
  const numbers = Array.from({ length: size / PART }, (_, index) => index + 1);
  const requests = numbers.map((number) => {
    const part = `${target}?partNumber=${number}&uploadId=${id}`;
    const request = { method: 'PUT', target: part, length: PART, payloadHash: UNSIGNED };
    return { head: requestBytes(port, request), length: PART };
  });
  const { etags } = await client({ kind: 'transfer', port, connections: PARALLEL_PARTS, requests });
  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  await call(port, { method: 'POST', target: `${target}?uploadId=${id}`, body });
}

/** Resident memory of a fresh gateway while one very large object goes up and down. */
export async function memory({ client, options, disk, log }) {
  const size = options.quick ? GIB : 5 * GIB;
  const gateway = await startGateway(join(disk, 'memory'), { spread: true });
  const { port } = gateway;
  await call(port, { method: 'PUT', target: '/memory' });
  const idle = residentMemory(gateway.child);
  const target = '/memory/object';
  const once = (request) => {
    const requests = [{ head: requestBytes(port, request), length: request.length }];
    return client({ kind: 'transfer', port, connections: 1, requests });
  };
  const peaks = {
    'up, one PUT': await peakMemory(gateway, () =>
      once({ method: 'PUT', target, length: size, payloadHash: UNSIGNED }),
    ),
    down: await peakMemory(gateway, () => once({ method: 'GET', target })),
    [`up, parts of ${PART / MIB} MiB, ${PARALLEL_PARTS} at a time`]: await peakMemory(gateway, () =>
      uploadParts({ client, port, target, size }),
    ),
  };
  await stop(gateway.child);
  log('memory', peaks);
  const rows = Object.entries(peaks).map(([what, peak]) => ({
    what: `memory, ${size / GIB} GiB ${what}`,
    against: `${idle.toFixed(0)} MiB at rest`,
    value: peak,
    shown: `${peak.toFixed(0)} MiB`,
    goal: `< ${MEMORY_GOAL_MIB} MiB`,
    met: peak < MEMORY_GOAL_MIB,
  }));
  return { rows, raw: { idle, peaks } };
}
