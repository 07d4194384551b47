import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelDataCalls } from './kernel-data-calls.js';

describe('KernelDataCalls', () => {
  const data = new KernelDataCalls();
  let root = '';
  let from: FileHandle;
  let to: FileHandle;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'data-calls-'));
    from = await open(join(root, 'from'), 'w+');
    to = await open(join(root, 'to'), 'w+');
  });

  afterEach(async () => {
    await from.close();
    await to.close();
    await rm(root, { recursive: true });
  });

  it('writes and reads at positions', async () => {
    await data.write(to.fd, Buffer.from('tail'), 4);
    await data.write(to.fd, Buffer.from('head'), 0);
    const buffer = Buffer.alloc(16);
    expect(await data.read(to.fd, buffer, 2)).toBe(6);
    expect(buffer.toString('latin1', 0, 6)).toBe('adtail');
    expect(await data.read(to.fd, buffer, 8)).toBe(0);
  });

  it('copies ranges inside the kernel', async () => {
    await from.write('0123456789');
    const copy = { fromFd: from.fd, fromOffset: 2, toFd: to.fd, toOffset: 1, length: 5 };
    expect(await data.copyFileRange(copy)).toBe(5);
    const buffer = Buffer.alloc(16);
    expect(await data.read(to.fd, buffer, 1)).toBe(5);
    expect(buffer.toString('latin1', 0, 5)).toBe('23456');
    expect(await data.copyFileRange({ ...copy, fromOffset: 10 })).toBe(0);
  });

  it('shares extents, or says that the file system cannot', async () => {
    await from.write(Buffer.alloc(8192, 'x'));
    const copy = { fromFd: from.fd, fromOffset: 4096, toFd: to.fd, toOffset: 0, length: 4096 };
    const outcome = await data.cloneRange(copy).then(
      () => 'shared',
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(['shared', 'EOPNOTSUPP']).toContain(outcome);
    expect((await to.stat()).size).toBe(outcome === 'shared' ? 4096 : 0);
  });

  it('reports what the kernel refuses', async () => {
    const copy = { fromFd: -1, fromOffset: 0, toFd: to.fd, toOffset: 0, length: 1 };
    await expect(data.copyFileRange(copy)).rejects.toMatchObject({
      code: 'EBADF',
      syscall: 'copy_file_range',
    });
    await expect(data.allocate(-1, 10)).rejects.toMatchObject({ code: 'EBADF' });
  });

  it('allocates ahead without changing the size', async () => {
    await data.allocate(to.fd, 1 << 20);
    await data.allocate(to.fd, 0);
    expect((await to.stat()).size).toBe(0);
  });
});
