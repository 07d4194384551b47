import fs, { type Dirent, type Stats } from 'node:fs';
import { promisify } from 'node:util';
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

/** Makes no error for the common case of ENOENT. */
const fsync = promisify(fs.fsync);

const quiet = { throwIfNoEntry: false } as const;

/** Calls the kernel at once: 1 to 2 µs each on a local disk, during which nothing else runs. */
export class SyncFileCalls extends FileCalls {
  private readonly native = NativeLibrary.shared();
  private readonly scratch = Buffer.allocUnsafeSlow(XATTR_BUFFER_SIZE);

  override open(path: string, flags: number, mode?: number): number {
    return fs.openSync(path, flags, mode);
  }

  override close(fd: number): void {
    fs.closeSync(fd);
  }

  override stat(file: FileRef): Stats | undefined {
    return typeof file === 'number' ? fs.fstatSync(file) : absent(() => fs.statSync(file, quiet));
  }

  override lstat(path: string): Stats | undefined {
    return absent(() => fs.lstatSync(path, quiet));
  }

  override mkdir(path: string, mode: number): void {
    fs.mkdirSync(path, mode);
  }

  override rmdir(path: string): void {
    fs.rmdirSync(path);
  }

  override unlink(path: string): void {
    fs.unlinkSync(path);
  }

  override rename(from: string, to: string): void {
    fs.renameSync(from, to);
  }

  override link(from: string, to: string): void {
    fs.linkSync(from, to);
  }

  override linkOpenFile(fd: number, to: string): void {
    assertDone(this.native.call('linkat', ...linkArguments(fd, to)), 'linkat', to);
  }

  override readdir(path: string): Dirent[] {
    return fs.readdirSync(path, { withFileTypes: true });
  }

  override isEmpty(path: string): boolean {
    const directory = fs.opendirSync(path, { bufferSize: 1 });
    try {
      return directory.readSync() === null;
    } finally {
      directory.closeSync();
    }
  }

  override touch(fd: number): void {
    assertDone(this.native.call('futimens', fd, null), 'futimens');
  }

  /** The one call that waits for the disk itself: milliseconds, so it leaves the event loop free. */
  override fsync(fd: number): Promise<void> {
    return fsync(fd);
  }

  override getxattr(file: FileRef, name: string): Buffer | undefined {
    const call = typeof file === 'number' ? 'fgetxattr' : 'getxattr';
    const value = this.fill(call, file, [name]);
    return value && Buffer.from(value);
  }

  override setxattr(file: FileRef, name: string, value: Buffer): void {
    const call = typeof file === 'number' ? 'fsetxattr' : 'setxattr';
    assertDone(this.native.call(call, file, name, value, value.length), call, file);
  }

  override removexattr(file: FileRef, name: string): void {
    const call = typeof file === 'number' ? 'fremovexattr' : 'removexattr';
    hasAttribute(this.native.call(call, file, name), call, file);
  }

  override listxattr(file: FileRef): string[] {
    const list = this.fill(typeof file === 'number' ? 'flistxattr' : 'listxattr', file, []);
    return list ? attributeNames(list) : [];
  }

  override readFile(path: string): Buffer | undefined {
    return absent(() => fs.readFileSync(path));
  }

  override read(fd: number, buffer: Buffer, position: number): number {
    return fs.readSync(fd, buffer, 0, buffer.length, position);
  }

  override write(fd: number, buffer: Buffer, position: number): void {
    for (let done = 0; done < buffer.length;) {
      done += fs.writeSync(fd, buffer, done, buffer.length - done, position + done);
    }
  }

  override tryLock(fd: number): boolean {
    return gotLock(this.native.call('flock', fd, LOCK_EXCLUSIVE_NOW));
  }

  /** The answer of an attribute call; it lies in memory that the next call overwrites. */
  private fill(call: NativeFunctionName, file: FileRef, name: readonly string[]): Buffer | undefined {
    let buffer = this.scratch;
    let result = this.native.call(call, file, ...name, buffer, buffer.length);
    while (isTooSmall(result)) {
      const size = assertDone(this.native.call(call, file, ...name, Buffer.alloc(0), 0), call, file);
      buffer = Buffer.allocUnsafeSlow(size);
      result = this.native.call(call, file, ...name, buffer, size);
    }
    return hasAttribute(result, call, file) ? buffer.subarray(0, result) : undefined;
  }
}

/** Answers `undefined` where nothing has that name. */
function absent<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
