import { execFileSync } from 'node:child_process';
import { constants, type Stats } from 'node:fs';
import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { AsyncFileCalls } from './io/async-file-calls.js';
import type { FileRef } from './io/file-calls.js';
import { KernelDataCalls } from './io/kernel-data-calls.js';
import { PosixBackend } from './posix.backend.js';

const STUCK = 'stuck';
const LARGE = Buffer.alloc(300_000, 'large');

type StalledCall = 'open' | 'stat' | 'getxattr' | 'read' | 'linkOpenFile' | 'rename' | 'unlink';

/** One call about the key `stuck` that does not come back before `release`. */
class Stall {
  readonly reached = Promise.withResolvers<void>();
  private readonly released = Promise.withResolvers<void>();
  private readonly stuckFds = new Set<number>();

  constructor(private readonly call: StalledCall) {}

  async at(call: StalledCall, file: FileRef): Promise<void> {
    const isStuck = typeof file === 'number' ? this.stuckFds.has(file) : file.endsWith(`/${STUCK}`);
    if (call !== this.call || !isStuck) return;
    this.reached.resolve();
    await this.released.promise;
  }

  opened(path: string, fd: number): number {
    if (path.endsWith(`/${STUCK}`)) this.stuckFds.add(fd);
    else this.stuckFds.delete(fd);
    return fd;
  }

  release(): void {
    this.released.resolve();
  }
}

class StallingFileCalls extends AsyncFileCalls {
  constructor(private readonly stall: Stall) {
    super();
  }

  override async open(path: string, flags: number, mode?: number): Promise<number> {
    await this.stall.at('open', path);
    return this.stall.opened(path, await super.open(path, flags, mode));
  }

  override async stat(file: FileRef): Promise<Stats | undefined> {
    await this.stall.at('stat', file);
    return super.stat(file);
  }

  override async getxattr(file: FileRef, name: string): Promise<Buffer | undefined> {
    await this.stall.at('getxattr', file);
    return super.getxattr(file, name);
  }

  override async read(fd: number, buffer: Buffer, position: number): Promise<number> {
    await this.stall.at('read', fd);
    return super.read(fd, buffer, position);
  }

  override async linkOpenFile(fd: number, to: string): Promise<void> {
    await this.stall.at('linkOpenFile', to);
    return super.linkOpenFile(fd, to);
  }

  override async rename(from: string, to: string): Promise<void> {
    await this.stall.at('rename', to);
    return super.rename(from, to);
  }

  override async unlink(path: string): Promise<void> {
    await this.stall.at('unlink', path);
    return super.unlink(path);
  }
}

class StallingDataCalls extends KernelDataCalls {
  constructor(private readonly stall: Stall) {
    super();
  }

  override async read(fd: number, buffer: Buffer, position: number): Promise<number> {
    await this.stall.at('read', fd);
    return super.read(fd, buffer, position);
  }
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-stall-'));
});
afterEach(() => rm(root, { recursive: true }));

const config = (): PosixConfig =>
  Object.assign(new PosixConfig(), { root, durability: 'none', fileCalls: 'async' });

const put = (backend: PosixBackend, key: string, bytes: string | Buffer): Promise<unknown> =>
  backend.putObject({
    bucket: 'bucket',
    key,
    attributes: { headers: {}, userMetadata: {}, tags: {} },
    body: objectBody(bytes),
  });

async function read(backend: PosixBackend, key: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await backend.getObject({ bucket: 'bucket', key })).read())
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** One request of each kind, about other keys. */
async function workElsewhere(backend: PosixBackend): Promise<void> {
  for (const bytes of ['small', LARGE]) {
    await put(backend, 'folder/key', bytes);
    expect(await read(backend, 'folder/key')).toBe(bytes.toString());
  }
  const place = { bucket: 'bucket', key: 'folder/key' };
  await backend.updateObject(place, { tags: { a: 'b' } });
  expect((await backend.headObject(place)).attributes.tags).toEqual({ a: 'b' });
  const query = { bucket: 'bucket', prefix: 'folder/', delimiter: '', startAfter: '', maxKeys: 10 };
  expect((await backend.listObjects(query)).objects).toHaveLength(1);
  await backend.deleteObject(place);
}

describe('a file system that does not answer', () => {
  it.each<[StalledCall, string, (backend: PosixBackend) => Promise<unknown>]>([
    ['open', 'GetObject', (backend) => read(backend, STUCK)],
    ['stat', 'GetObject', (backend) => read(backend, STUCK)],
    ['getxattr', 'HeadObject', (backend) => backend.headObject({ bucket: 'bucket', key: STUCK })],
    ['read', 'GetObject', (backend) => read(backend, STUCK)],
    ['linkOpenFile', 'PutObject', (backend) => put(backend, STUCK, 'new')],
    ['rename', 'PutObject', (backend) => put(backend, STUCK, 'new')],
    ['unlink', 'DeleteObject', (backend) => backend.deleteObject({ bucket: 'bucket', key: STUCK })],
  ])('lets a hanging %s hold up its own %s only', async (call, _operation, request) => {
    for (const bytes of ['old', LARGE]) {
      const stall = new Stall(call);
      const preparing = await PosixBackend.open(config());
      await preparing.createBucket({ bucket: 'bucket', owner: 'owner' }).catch(() => undefined);
      await put(preparing, STUCK, bytes);
      const system = { calls: new StallingFileCalls(stall), data: new StallingDataCalls(stall) };
      const backend = await PosixBackend.open(config(), system);
      let answered = false;
      const answer = request(backend).finally(() => (answered = true));
      await stall.reached.promise;
      await workElsewhere(backend);
      expect(answered).toBe(false);
      stall.release();
      await answer;
    }
  });

  it('may hang in the kernel while other requests go on', async () => {
    /** A named pipe, opened without O_NONBLOCK, holds its thread until somebody writes to it. */
    class Hanging extends AsyncFileCalls {
      override open(path: string, flags: number, mode?: number): Promise<number> {
        return super.open(path, path.endsWith(`/${STUCK}`) ? flags & ~constants.O_NONBLOCK : flags, mode);
      }
    }
    const backend = await PosixBackend.open(config(), { calls: new Hanging() });
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const pipe = join(root, 'bucket', STUCK);
    execFileSync('mkfifo', [pipe]);
    let answered = false;
    const answer = backend
      .headObject({ bucket: 'bucket', key: STUCK })
      .catch((error: unknown) => error)
      .finally(() => (answered = true));
    await workElsewhere(backend);
    expect(answered).toBe(false);
    const writer = await openFile(pipe, 'w');
    expect(await answer).toMatchObject({ code: 'NoSuchKey' });
    await writer.close();
  });
});
