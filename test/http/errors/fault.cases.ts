import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import type { Answer } from '../../support/answer.js';
import { exchange } from '../../support/exchange.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFiles } from '../../support/http-subject.js';
import { RawConnection } from '../../support/raw-connection.js';
import { ROOT, type TestGateway } from '../../support/test-gateway.js';
import type { ErrorCase, Made } from './error-case.js';

const HOOKS = new URL('../../support/typescript-hooks.mjs', import.meta.url).href;

/** What stands in a request by hand, and what is said to it. */
async function sendText(gateway: TestGateway, text: string): Promise<Answer> {
  const connection = await RawConnection.open(gateway.url);
  try {
    connection.write(text);
    return await connection.response();
  } finally {
    connection.destroy();
  }
}

/** A PUT of five bytes that has sent none of them. */
async function uploadUnderWay(gateway: TestGateway): Promise<RawConnection> {
  const connection = await RawConnection.open(gateway.url);
  const headers = signRequest({
    method: 'PUT',
    url: `${gateway.url}/photos/a`,
    headers: { 'content-length': '5' },
    payloadHash: 'UNSIGNED-PAYLOAD',
    region: 'us-east-1',
    ...ROOT,
  });
  connection.head('PUT', '/photos/a', headers);
  return connection;
}

/** The second of two requests where one may be under way. */
async function oneTooMany(gateway: TestGateway): Promise<Answer> {
  const connection = await uploadUnderWay(gateway);
  try {
    return await eventually(async () => {
      const answer = await gateway.send('GET', '/');
      return answer.status === 503 && answer;
    });
  } finally {
    connection.destroy();
  }
}

/**
 * Half a head, and then nothing: the gateway's patience is cut short, and Node is made to look at its clock now and
 * not in half a minute.
 */
async function halfHead(gateway: TestGateway): Promise<Answer> {
  const connection = await RawConnection.open(gateway.url);
  const server = await serverOf(gateway);
  server.headersTimeout = 1;
  try {
    connection.write('GET / HTTP/1.1\r\nHost:');
    const [check] = Object.getOwnPropertySymbols(server)
      .map((symbol) => Reflect.get(server, symbol) as { readonly _onTimeout?: () => void } | undefined)
      .filter((value) => typeof value?._onTimeout === 'function');
    const answer = connection.response();
    await eventually(() => {
      check?._onTimeout?.();
      return connection.socket.readableEnded || connection.socket.bytesRead > 0;
    });
    return await answer;
  } finally {
    connection.destroy();
  }
}

/** The server that takes the requests of a gateway. */
async function serverOf(gateway: TestGateway): Promise<Server> {
  const found = Promise.withResolvers<Server>();
  const note = (message: unknown): void => found.resolve((message as { readonly server: Server }).server);
  subscribe('http.server.request.start', note);
  await gateway.send('GET', '/').expect(200);
  unsubscribe('http.server.request.start', note);
  return found.promise;
}

/** Of the gateway whose records are damaged. */
const SIDECAR = mkdtempSync(join(tmpdir(), 'glassgate-sidecar-'));

async function damageRecord(gateway: TestGateway): Promise<Made> {
  await gateway.send('PUT', '/photos').expect(200);
  await gateway.send('PUT', '/photos/damaged', { body: 'hello' }).expect(200);
  const entries = await readdir(SIDECAR, { recursive: true, withFileTypes: true });
  const records = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('damaged'));
  for (const { parentPath, name } of records) await writeFile(join(parentPath, name), 'damaged');
  return {};
}

async function loseTemporaryFile(gateway: TestGateway): Promise<Answer> {
  await gateway.send('PUT', '/photos').expect(200);
  const connection = await uploadUnderWay(gateway);
  try {
    const [file] = await eventually(async () => {
      const files = await temporaryFiles(gateway.directory);
      return files.length > 0 && files;
    });
    await unlink(file ?? '');
    connection.write('hello');
    return await connection.response();
  } finally {
    connection.destroy();
  }
}

/** The kernel of this machine may know no quotas: another process is told of one by a filter of its system calls. */
async function exceedQuota(): Promise<Answer> {
  const child = fork(new URL('quota-gateway.mjs', import.meta.url), { execArgv: ['--import', HOOKS] });
  const ended = once(child, 'exit');
  const [url] = (await Promise.race([once(child, 'message'), ended.then(() => [])])) as [string?];
  if (url === undefined) throw new Error('there is no gateway with a quota');
  const answer = await exchange({ method: 'PUT', url: `${url}/photos/a`, body: 'hello' });
  child.disconnect();
  await ended;
  return answer;
}

const LONG = 'x'.repeat(20_000);

/** Broken clients, and what cannot be done on a file system. */
export const FAULT_CASES: readonly ErrorCase[] = [
  {
    code: 'BadRequest',
    request: 'GARBAGE',
    by: (gateway) => sendText(gateway, 'GARBAGE\r\n\r\n'),
  },
  {
    code: 'RequestHeaderSectionTooLarge',
    request: 'GET /photos/a',
    note: 'a header of 9,000 bytes',
    headers: { 'x-long': 'x'.repeat(9_000) },
  },
  {
    code: 'RequestHeaderSectionTooLarge',
    request: 'GET /',
    note: 'a header of 20,000 bytes',
    by: (gateway) => sendText(gateway, `GET / HTTP/1.1\r\nHost: a\r\nx-long: ${LONG}\r\n\r\n`),
  },
  {
    code: 'RequestTimeout',
    request: 'GET /',
    note: 'half a head, and then nothing',
    options: {},
    by: halfHead,
  },
  {
    code: 'SlowDown',
    request: 'GET /',
    note: 'while another one is served, with --max-requests 1',
    options: { server: { maxRequests: 1 } },
    before: async (gateway) => {
      await gateway.send('PUT', '/photos').expect(200);
      return {};
    },
    by: oneTooMany,
  },
  {
    code: 'AccessDenied',
    request: 'PUT /photos',
    note: 'with --readonly',
    options: { server: { readOnly: true } },
  },
  {
    code: 'InternalError',
    request: 'GET /photos/damaged',
    only: 'posix',
    options: { posix: { metadata: 'sidecar', sidecar: SIDECAR } },
    before: damageRecord,
    by: async (gateway) => {
      const answer = await gateway.send('GET', '/photos/damaged');
      await rm(SIDECAR, { recursive: true });
      return answer;
    },
  },
  {
    code: 'QuotaExceeded',
    request: 'PUT /photos/a',
    note: 'hello, on a file system whose quota is used up',
    only: 'posix',
    platform: 'linux',
    by: exceedQuota,
  },
  {
    code: 'OperationAborted',
    request: 'PUT /photos/a',
    note: 'while somebody removes the temporary file of the upload',
    only: 'posix',
    options: { posix: { disableOtmp: true } },
    by: loseTemporaryFile,
  },
  {
    code: 'DirectoryObjectContainsData',
    request: 'PUT /photos/folder/',
    body: 'hello',
    only: 'posix',
  },
  {
    code: 'ErrDirectoryNotEmpty',
    request: 'DELETE /photos/parent/',
    only: 'posix',
    before: async (gateway) => {
      await gateway.send('PUT', '/photos/parent/child', { body: 'hello' }).expect(200);
      return {};
    },
  },
  {
    code: 'ExistingObjectIsDirectory',
    request: 'PUT /photos/parent',
    body: 'hello',
    only: 'posix',
    before: async (gateway) => {
      await gateway.send('PUT', '/photos/parent/child', { body: 'hello' }).expect(200);
      return {};
    },
  },
  { code: 'ObjectParentIsFile', request: 'PUT /photos/a/below', body: 'hello', only: 'posix' },
  {
    code: 'VersioningNotConfigured',
    request: 'PUT /photos?versioning',
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    only: 'posix',
    options: { posix: { metadata: 'none' } },
    before: async (gateway) => {
      await gateway.send('PUT', '/photos').expect(200);
      return {};
    },
  },
];
