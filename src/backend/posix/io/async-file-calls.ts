import fs, { type Dirent, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { BufferPool } from './buffer-pool.js';
import { FileCalls, type FileRef } from './file-calls.js';
import { isAbsent } from './file-steps.js';
import { NativeLibrary, type NativeFunctionName } from './native-library.js';
import {
  assertDone,
  attributeNames,
  gotLock,
  hasAttribute,
  isTooSmall,
  linkArguments,
  LOCK_EXCLUSIVE_NOW,
  XATTR_BUFFER_SIZE,
} from './native-result.js';

/** The callback interface, because `fs.promises` opens objects where everything else here wants descriptors. */
const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const fsync = promisify(fs.fsync);
const read = promisify(fs.read);
const write = promisify(fs.write);

/** Calls the kernel on threads of the pool: about 35 µs each, and the event loop stays free however long they take. */
export class AsyncFileCalls extends FileCalls {
  private readonly native = NativeLibrary.shared();
  private readonly buffers = new BufferPool(XATTR_BUFFER_SIZE, 16);

  override open(path: string, flags: number, mode?: number): Promise<number> {
    return open(path, flags, mode);
  }

  override close(fd: number): Promise<void> {
    return close(fd);
  }

  override stat(file: FileRef): Promise<Stats | undefined> {
    return typeof file === 'number' ? fstat(file) : absent(fs.promises.stat(file));
  }

  override lstat(path: string): Promise<Stats | undefined> {
    return absent(fs.promises.lstat(path));
  }

  override async mkdir(path: string, mode: number): Promise<void> {
    await fs.promises.mkdir(path, mode);
  }

  override rmdir(path: string): Promise<void> {
    return fs.promises.rmdir(path);
  }

  override unlink(path: string): Promise<void> {
    return fs.promises.unlink(path);
  }

  override rename(from: string, to: string): Promise<void> {
    return fs.promises.rename(from, to);
  }

  override link(from: string, to: string): Promise<void> {
    return fs.promises.link(from, to);
  }

  override async linkOpenFile(fd: number, to: string): Promise<void> {
    assertDone(await this.native.callAsync('linkat', ...linkArguments(fd, to)), 'linkat', to);
  }

  override readdir(path: string): Promise<Dirent[]> {
    return fs.promises.readdir(path, { withFileTypes: true });
  }

  override async isEmpty(path: string): Promise<boolean> {
    const directory = await fs.promises.opendir(path, { bufferSize: 1 });
    try {
      return (await directory.read()) === null;
    } finally {
      await directory.close();
    }
  }

  override async touch(fd: number): Promise<void> {
    assertDone(await this.native.callAsync('futimens', fd, null), 'futimens');
  }

  override fsync(fd: number): Promise<void> {
    return fsync(fd);
  }

  override getxattr(file: FileRef, name: string): Promise<Buffer | undefined> {
    return this.fill(typeof file === 'number' ? 'fgetxattr' : 'getxattr', file, [name]);
  }

  override async setxattr(file: FileRef, name: string, value: Buffer): Promise<void> {
    const call = typeof file === 'number' ? 'fsetxattr' : 'setxattr';
    assertDone(await this.native.callAsync(call, file, name, value, value.length), call, file);
  }

  override async removexattr(file: FileRef, name: string): Promise<void> {
    const call = typeof file === 'number' ? 'fremovexattr' : 'removexattr';
    hasAttribute(await this.native.callAsync(call, file, name), call, file);
  }

  override async listxattr(file: FileRef): Promise<string[]> {
    const list = await this.fill(typeof file === 'number' ? 'flistxattr' : 'listxattr', file, []);
    return list ? attributeNames(list) : [];
  }

  override readFile(path: string): Promise<Buffer | undefined> {
    return absent(fs.promises.readFile(path));
  }

  override async read(fd: number, buffer: Buffer, position: number): Promise<number> {
    return (await read(fd, buffer, 0, buffer.length, position)).bytesRead;
  }

  override async write(fd: number, buffer: Buffer, position: number): Promise<void> {
    for (let done = 0; done < buffer.length;) {
      done += (await write(fd, buffer, done, buffer.length - done, position + done)).bytesWritten;
    }
  }

  override async tryLock(fd: number): Promise<boolean> {
    return gotLock(await this.native.callAsync('flock', fd, LOCK_EXCLUSIVE_NOW));
  }

  /** A copy of the answer of an attribute call. */
  private async fill(
    call: NativeFunctionName,
    file: FileRef,
    name: readonly string[],
  ): Promise<Buffer | undefined> {
    const pooled = this.buffers.take();
    try {
      let buffer = pooled;
      let result = await this.native.callAsync(call, file, ...name, buffer, buffer.length);
      while (isTooSmall(result)) {
        const size = assertDone(
          await this.native.callAsync(call, file, ...name, Buffer.alloc(0), 0),
          call,
          file,
        );
        buffer = Buffer.allocUnsafeSlow(size);
        result = await this.native.callAsync(call, file, ...name, buffer, size);
      }
      return hasAttribute(result, call, file) ? Buffer.from(buffer.subarray(0, result)) : undefined;
    } finally {
      this.buffers.give(pooled);
    }
  }
}

/** Answers `undefined` where nothing has that name. */
async function absent<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
