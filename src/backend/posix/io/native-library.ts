import { constants } from 'node:os';
import koffi, { type LibraryHandle } from 'koffi';

type NativeArgument = string | number | bigint | NodeJS.TypedArray | null;

interface Declaration {
  readonly prototype: string;
  /** Arguments that are always the same and come last: flags, and the position and options of macOS. */
  readonly fixed: readonly number[];
}

const { errno } = constants;
const darwin = process.platform === 'darwin';

const declare = (prototype: string, fixed: readonly number[] = []): Declaration => ({ prototype, fixed });

/** Functions of the C library that `node:fs` does not offer. */
const DECLARATIONS = {
  getxattr: darwin
    ? declare('intptr_t getxattr(const char *, const char *, void *, size_t, uint32_t, int)', [0, 0])
    : declare('intptr_t getxattr(const char *, const char *, void *, size_t)'),
  fgetxattr: darwin
    ? declare('intptr_t fgetxattr(int, const char *, void *, size_t, uint32_t, int)', [0, 0])
    : declare('intptr_t fgetxattr(int, const char *, void *, size_t)'),
  setxattr: darwin
    ? declare('int setxattr(const char *, const char *, const void *, size_t, uint32_t, int)', [0, 0])
    : declare('int setxattr(const char *, const char *, const void *, size_t, int)', [0]),
  fsetxattr: darwin
    ? declare('int fsetxattr(int, const char *, const void *, size_t, uint32_t, int)', [0, 0])
    : declare('int fsetxattr(int, const char *, const void *, size_t, int)', [0]),
  removexattr: darwin
    ? declare('int removexattr(const char *, const char *, int)', [0])
    : declare('int removexattr(const char *, const char *)'),
  fremovexattr: darwin
    ? declare('int fremovexattr(int, const char *, int)', [0])
    : declare('int fremovexattr(int, const char *)'),
  listxattr: darwin
    ? declare('intptr_t listxattr(const char *, void *, size_t, int)', [0])
    : declare('intptr_t listxattr(const char *, void *, size_t)'),
  flistxattr: darwin
    ? declare('intptr_t flistxattr(int, void *, size_t, int)', [0])
    : declare('intptr_t flistxattr(int, void *, size_t)'),
  linkat: declare('int linkat(int, const char *, int, const char *, int)'),
  flock: declare('int flock(int, int)'),
  futimens: declare('int futimens(int, const void *)'),
  copy_file_range: declare('intptr_t copy_file_range(int, void *, int, void *, size_t, unsigned int)'),
  fallocate: declare('int fallocate(int, int, int64_t, int64_t)'),
  ioctl: declare('int ioctl(int, unsigned long, void *)'),
} as const satisfies Record<string, Declaration>;

export type NativeFunctionName = keyof typeof DECLARATIONS;

type NativeFunction = ReturnType<LibraryHandle['func']>;

interface Bound {
  readonly call: NativeFunction | undefined;
  readonly fixed: readonly number[];
}

/**
 * Asynchronous calls at once. Each takes a stack and a heap from koffi, and the thread pool of Node has fewer threads
 * than this anyway; further calls wait their turn.
 */
const MAX_ASYNC_CALLS = 128;

/**
 * The C library. Results are those of the function, or the negated errno when it failed: many failures are ordinary
 * answers (ENODATA, EEXIST), and making an error costs more than the call. A function that the platform does not have
 * answers -ENOTSUP.
 */
export class NativeLibrary {
  private static instance: NativeLibrary | undefined;
  private readonly bound = new Map<NativeFunctionName, Bound>();
  private readonly waiting: (() => void)[] = [];
  private active = 0;

  /** `null` opens the process itself, whose C library (glibc, musl, libSystem) is loaded already. */
  private readonly library = koffi.load(null);

  /** The one library of this process. */
  static shared(): NativeLibrary {
    return (this.instance ??= new NativeLibrary());
  }

  call(name: NativeFunctionName, ...args: NativeArgument[]): number {
    const { call, fixed } = this.bind(name);
    if (!call || hasNul(args)) return call ? -errno.EINVAL : -errno.ENOTSUP;
    const result = Number(call(...args, ...fixed));
    return result < 0 ? -koffi.errno() : result;
  }

  /** The same on a thread of the pool. */
  callAsync(name: NativeFunctionName, ...args: NativeArgument[]): Promise<number> {
    const { call, fixed } = this.bind(name);
    if (!call || hasNul(args)) return Promise.resolve(call ? -errno.EINVAL : -errno.ENOTSUP);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        call.async(...args, ...fixed, (error: Error | null, value: number | bigint) => {
          // koffi puts back the errno of the pool thread for the time of this callback only.
          const failure = koffi.errno();
          // Memory that the call works on must live until here: this reference holds it.
          args.length = 0;
          this.finished();
          if (error) reject(error);
          else resolve(value < 0 ? -failure : Number(value));
        });
      };
      if (this.active < MAX_ASYNC_CALLS) this.begin(start);
      else this.waiting.push(() => this.begin(start));
    });
  }

  private begin(start: () => void): void {
    this.active++;
    start();
  }

  private finished(): void {
    this.active--;
    this.waiting.shift()?.();
  }

  private bind(name: NativeFunctionName): Bound {
    let bound = this.bound.get(name);
    if (!bound) {
      const { prototype, fixed } = DECLARATIONS[name];
      bound = { call: this.find(prototype), fixed };
      this.bound.set(name, bound);
    }
    return bound;
  }

  private find(prototype: string): NativeFunction | undefined {
    try {
      return this.library.func(prototype);
    } catch {
      return undefined;
    }
  }
}

/** C strings end at the first NUL: such a name would silently mean another file. */
function hasNul(args: readonly NativeArgument[]): boolean {
  return args.some((argument) => typeof argument === 'string' && argument.includes('\0'));
}
